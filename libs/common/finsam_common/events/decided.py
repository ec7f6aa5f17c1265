"""What operators decided about single events: kept, obeyed by replays too, and shown as evidence."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import RowMapping, select

from finsam_common.db.units import Read, Write
from finsam_common.events.envelope import MalformedError, context_of
from finsam_common.events.reading import Decided
from finsam_common.transports import Logged, Partition

Decision = Literal["skipped", "resumed"]


async def decide(uow: Write, decision: Decision, projection_set: str, logged: Logged, reason: str, by: str) -> None:
    """Record that an event is never applied (``skipped``), or that hearing goes on in spite of a break before it."""
    row = {
        "projection_set": projection_set,
        "topic": logged.topic,
        "partition": logged.partition,
        "offset": logged.offset,
        **_identity(logged),
        "known_at": logged.appended_at,
        "reason": reason,
        "decided_by": by,
        "decided_at": uow.now,
    }
    await uow.insert(uow.metadata.tables[decision], [row], ignore=True)


async def decided(read: Read, projection_set: str, partition: Partition, first: int, last: int) -> Decided:
    """What was decided about the offsets from ``first`` to ``last``."""
    found: dict[str, set[int]] = {}
    for decision in ("skipped", "resumed"):
        table = read.metadata.tables[decision]
        here = (
            (table.c.projection_set == projection_set)
            & (table.c.topic == partition.topic)
            & (table.c.partition == partition.number)
        )
        rows = await read.all(select(table.c.offset).where(here, table.c.offset.between(first, last)))
        found[decision] = {row["offset"] for row in rows}
    return Decided(**found)


async def all_decided(read: Read, decision: Decision, projection_set: str) -> list[RowMapping]:
    """Everything that was decided about a set, in the order of the log."""
    table = read.metadata.tables[decision]
    of_set = select(table).where(table.c.projection_set == projection_set)
    return list(await read.all(of_set.order_by(table.c.topic, table.c.partition, table.c.offset)))


def _identity(logged: Logged) -> dict[str, Any]:
    try:
        context = context_of(logged)
    except MalformedError:
        return {"event_id": None, "type": None}
    return {"event_id": str(context.id), "type": context.type}
