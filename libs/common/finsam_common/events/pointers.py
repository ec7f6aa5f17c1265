"""How far a relay has come in each partition, as its pointers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finsam_common.transports import Partition


@dataclass(frozen=True, slots=True)
class Behind:
    """A partition with events that are not in the log: those after ``pointer``."""

    partition: Partition
    pointer: int


@dataclass(frozen=True, slots=True)
class End:
    """All that was numbered, up to ``position``, is in the log; seen in the database at a moment (monotonic)."""

    position: int
    pointers: Mapping[Partition, int]
    seen_at: float

    def further(self, reached: Sequence[Behind], position: int) -> End:
        """The end after these pointers have moved."""
        moved = {each.partition: each.pointer for each in reached}
        return End(position, {**self.pointers, **moved}, self.seen_at)
