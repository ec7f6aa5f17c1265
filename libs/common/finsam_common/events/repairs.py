"""An operator's ways to repair what a set has heard: each in a transaction that is the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from finsam_common.db.units import Write
from finsam_common.events.decided import decide
from finsam_common.events.hearing import Hearing
from finsam_common.events.parked import ParkedEvent
from finsam_common.events.reading import Trouble, read_again
from finsam_common.transports import Logged


@dataclass(frozen=True, slots=True)
class Drained:
    """How a retry ended: events applied, events still parked, and what is wrong with the first of those."""

    applied: int
    left: int
    trouble: Trouble | None = None


async def drain(uow: Write, hearing: Hearing, topic: str, key: str) -> Drained:
    """Apply the parked events of a key in their order, until one cannot be applied again."""
    records = await hearing.parked.of_key(uow, topic, key)
    for applied, (logged, reacts) in enumerate(records):
        arrival = read_again(logged, hearing.set, reacts=reacts)
        trouble = None if arrival is None else await hearing.applier.alone(uow, arrival)
        if trouble is not None:
            await hearing.parked.explain(uow, logged, trouble)
            return Drained(applied, len(records) - applied, trouble)
        await hearing.parked.release(uow, logged)
    return Drained(len(records), 0)


async def first_parked(uow: Write, hearing: Hearing, topic: str, key: str) -> tuple[Logged, ParkedEvent] | None:
    """The first parked event of a key, which is locked; None when nothing of it is parked."""
    records = await hearing.parked.of_key(uow, topic, key)
    if not records:
        return None
    first = records[0][0]
    return first, await hearing.parked.one(uow, first)


async def give_up(uow: Write, hearing: Hearing, first: Logged, reason: str, by: str) -> None:
    """Never apply a parked event, in replays neither; those behind it wait for a retry.

    ``reason`` and ``by`` stand in every extraction's evidence.
    """
    await decide(uow, "skipped", hearing.set.name, first, reason, by)
    await hearing.parked.release(uow, first)
