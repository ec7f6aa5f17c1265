"""What a run left behind: what clients were told, the services' own rows, the whole log, every projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from finsam_common.events.projections import ProjectionSet
from finsam_common.transports import Logged, Partition
from tests.cluster.crash.book import Request

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a registration in its service's own database; ``facts`` as on the wire, defaults filled in."""

    path: str
    id: UUID
    version: int
    void: bool
    facts: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, UUID, int]:
        """What may be there once."""
        return self.path, self.id, self.version


@dataclass(frozen=True, slots=True)
class Hearer:
    """A projection set of a service, and the rows of its tables by name."""

    service: str
    set: ProjectionSet
    rows: Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the checker looks at. ``outbox``, ``epochs`` and ``parked`` are by service."""

    requests: Sequence[Request]
    versions: Sequence[Version]
    outbox: Mapping[str, Sequence[Row]]
    epochs: Mapping[str, UUID | None]
    log: Mapping[Partition, Sequence[Logged]]
    hearers: Sequence[Hearer]
    parked: Mapping[str, int]


class Wrong(StrEnum):
    """What can be wrong."""

    LOST = "lost"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    CHANGED = "changed"
    NOBODY_SENT = "nobody sent it"
    UNTRUE = "an answer that is not true"
    UNANSWERED = "unanswered"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    wrong: Wrong
    where: str
    which: str

    def __str__(self) -> str:
        return f"{self.wrong} · {self.where} · {self.which}"
