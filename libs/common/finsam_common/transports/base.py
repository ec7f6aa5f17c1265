"""What the event engine asks of a log: Kafka's shape, whoever keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from finsam_contracts import Topic


class Partition(NamedTuple):
    """One ordered log: a topic and a number from 0."""

    topic: str
    number: int


def partitions_of(topics: Iterable[Topic]) -> list[Partition]:
    """Every partition of these topics."""
    return [Partition(topic.name, number) for topic in topics for number in range(topic.partitions)]


@dataclass(slots=True)
class Record:
    """What is published: the key decides the partition, headers carry the envelope.

    Nobody changes one. It is not frozen, because one is made of every event, and that takes three times as long then.
    """

    key: str
    value: bytes
    headers: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Logged(Record):
    """A record where the log has it. ``appended_at`` is the log's own clock (aware, UTC).

    It may go back in a partition when another of the log's servers leads it: known time is its running maximum.
    """

    topic: str = field(kw_only=True)
    partition: int = field(kw_only=True)
    offset: int = field(kw_only=True)
    appended_at: datetime = field(kw_only=True)


class TransportUnavailable(Exception):
    """The log cannot do it now: the same again may succeed later."""


class UnknownPartition(LookupError):
    """No such topic or partition has been provisioned."""


class PartitionCountDiffers(ValueError):
    """A topic exists with another number of partitions; a change would move keys and break their order."""


class Subscription(Protocol):
    """A reader of topics that shares their partitions with the other members of its group."""

    async def assigned(self) -> Sequence[Partition]:
        """The partitions that are this member's to read now."""

    async def fetch(self, partition: Partition, offset: int, limit: int) -> list[Logged]:
        """Records of an assigned partition from ``offset`` on that have arrived, at most ``limit``.

        At an offset that does not follow the last record given, all that the log has; later ones end a ``wait``.
        """

    async def wait(self, timeout: float) -> None:
        """Until there may be something new since the last wait, or ``timeout`` seconds have passed."""

    async def close(self) -> None:
        """Leave the group."""


class Transport(Protocol):
    """A log of topics with a fixed number of partitions. Every method may raise TransportUnavailable."""

    async def provision(self, topics: Sequence[Topic]) -> None:
        """Have these topics; again changes nothing. PartitionCountDiffers when one exists with another count.

        UnknownPartition where topics are made by an administrator alone, and one has not been made.
        """

    async def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in their order; durable on return. UnknownPartition when there is none.

        After an exception all of them, none, or those at the beginning are there: who publishes again publishes twice.
        """

    async def fetch(self, topic: str, partition: int, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on, at most ``limit``; none beyond the end. UnknownPartition when there is none."""

    async def end_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record will have. UnknownPartition when there is none."""

    async def subscribe(self, group: str, topics: Sequence[Topic]) -> Subscription:
        """Read topics as a member of a group."""

    async def close(self) -> None:
        """Let go of everything; again changes nothing."""
