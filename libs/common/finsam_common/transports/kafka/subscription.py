"""A member of a consumer group: Kafka says which partitions it reads, the inbox says from where."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError

from finsam_common.transports.base import Logged, Partition
from finsam_common.transports.kafka.translating import at_kafka, logged, translated

JOIN_SECONDS: Final = 30.0
READ_SECONDS: Final = 10.0
COMMIT_EVERY_SECONDS: Final = 5.0
GROUP_OPTIONS: Final[dict[str, Any]] = {
    "enable_auto_commit": False,
    "auto_offset_reset": "earliest",
    "session_timeout_ms": 6_000,
    "heartbeat_interval_ms": 1_500,
}

Arrived = Sequence[ConsumerRecord[bytes, bytes]]


class GroupMember(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads its partitions from any offset. What has arrived here and was not asked for yet is kept for the next fetch.

    At most one answer of a broker is kept for a partition; until it has been asked for, no more of it is taken.
    """

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self._arrived: dict[Any, Arrived] = {}
        self._next: dict[Any, int] = {}
        self._heard: dict[Any, int] = {}
        self._committed_at = time.monotonic()
        self._committing: asyncio.Task[None] | None = None

    async def join(self, topics: Sequence[str]) -> None:
        """Become a member; the partitions are shared when this returns."""
        self._consumer.subscribe(topics, listener=self)
        try:
            with translated():
                async with asyncio.timeout(JOIN_SECONDS):
                    await self._consumer.start()
        except BaseException:
            await self._consumer.stop()
            raise

    async def assigned(self) -> Sequence[Partition]:
        """The partitions that are this member's now; none while the group shares them anew."""
        return sorted(Partition(*at) for at in self._consumer.assignment())

    async def fetch(self, partition: Partition, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on that have arrived; after a jump to another offset, those that the log has.

        What arrives later ends the next ``wait``. A partition that has just been given to another member has none.
        """
        at = at_kafka(partition)
        with translated():
            async with asyncio.timeout(READ_SECONDS):
                if at not in self._consumer.assignment():
                    return []
                self._heard[at] = offset
                self._commit_now_and_then()
                rest = [record for record in self._arrived.pop(at, ()) if record.offset >= offset]
                if not rest or rest[0].offset != offset:
                    rest = await self._from(at, offset)
        if rest:
            self._arrived[at], self._next[at] = rest, rest[-1].offset + 1
        return [logged(record) for record in rest[:limit]]

    async def wait(self, timeout: float) -> None:
        """Until something has arrived in a partition of which nothing is kept."""
        with translated(), suppress(TimeoutError):
            async with asyncio.timeout(timeout + 1):
                empty = [at for at in self._consumer.assignment() if at not in self._arrived]
                if not empty:
                    await asyncio.sleep(timeout)
                    return
                self._arrived |= await self._consumer.getmany(*empty, timeout_ms=int(timeout * 1000))

    async def close(self) -> None:
        """Leave the group, after telling it how far this member has come."""
        if self._committing is not None:
            await self._committing
        await self._commit()
        await self._consumer.stop()

    def on_partitions_revoked(self, revoked: Collection[Any]) -> None:
        """The group shares its partitions anew: another member may read there next, from where nobody here knows."""
        for kept in (self._arrived, self._next, self._heard):
            kept.clear()

    def on_partitions_assigned(self, assigned: Collection[Any]) -> None:
        """Nothing to do: the first fetch says from where."""

    async def _from(self, at: Any, offset: int) -> list[ConsumerRecord[bytes, bytes]]:
        """What has arrived from ``offset`` on; for one who begins there, what the log has."""
        patience = 0.0
        if self._next.get(at) != offset or await self._consumer.position(at) != offset:
            end = (await self._consumer.end_offsets([at]))[at]
            if offset > end:
                return []
            self._consumer.seek(at, offset)
            self._next[at] = offset
            patience = READ_SECONDS if offset < end else 0.0
        found = await self._consumer.getmany(at, timeout_ms=int(patience * 1000))
        if self._next.get(at) != offset:  # the partitions were shared anew meanwhile
            return []
        return [record for record in found.get(at, ()) if record.offset >= offset]

    def _commit_now_and_then(self) -> None:
        """Kafka's committed offsets only show lag, so no event waits for them; the inbox says where to go on."""
        if time.monotonic() - self._committed_at > COMMIT_EVERY_SECONDS:
            self._committed_at = time.monotonic()
            self._committing = asyncio.create_task(self._commit())

    async def _commit(self) -> None:
        mine = self._consumer.assignment()
        offsets = {at: offset for at, offset in self._heard.items() if at in mine}
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(COMMIT_EVERY_SECONDS):
                if offsets:
                    await self._consumer.commit(offsets)
