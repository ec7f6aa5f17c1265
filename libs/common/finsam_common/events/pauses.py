"""Pauses: a set that an operator holds still hears nothing, in no process, until it is resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Table, delete, select

from finsam_common.db.units import Read, Write
from finsam_common.events.inbox import Inbox


@dataclass(frozen=True, slots=True)
class Pause:
    """Who holds a set still, since when (UTC) and why."""

    projection_set: str
    reason: str
    paused_by: str
    paused_at: datetime


async def pause(uow: Write, inbox: Inbox, reason: str, by: str) -> Pause:
    """Hold a set still from this commit on; a pause that stands already stays as it is.

    The set's inbox rows are locked first: a batch that is being applied ends before the pause begins.
    """
    for partition in await inbox.all(uow):
        await inbox.lock(uow, partition)
    row = {"projection_set": inbox.name, "reason": reason, "paused_by": by, "paused_at": uow.now}
    await uow.insert(_table(uow), [row], ignore=True)
    (standing,) = (await _rows(uow, inbox.name)).values()
    return standing


async def resume(uow: Write, projection_set: str) -> Pause | None:
    """Let a set hear again; the pause that ends, None when there was none."""
    ended = (await _rows(uow, projection_set)).get(projection_set)
    table = _table(uow)
    await uow.execute(delete(table).where(table.c.projection_set == projection_set))
    return ended


async def paused(read: Read, projection_set: str) -> bool:
    """Whether a set is held still."""
    return bool(await _rows(read, projection_set))


async def pauses(read: Read) -> dict[str, Pause]:
    """The pauses of every set that is held still."""
    return await _rows(read)


async def _rows(read: Read, projection_set: str | None = None) -> dict[str, Pause]:
    table = _table(read)
    wanted = select(table)
    if projection_set is not None:
        wanted = wanted.where(table.c.projection_set == projection_set)
    return {row["projection_set"]: _pause(row) for row in await read.all(wanted)}


def _pause(row: RowMapping) -> Pause:
    return Pause(**row)


def _table(read: Read) -> Table:
    return read.metadata.tables["pauses"]
