"""The rows of rebuilds: which one is under way, how far it is, how each ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, func, select, update

from finsam_common.bodies import Link
from finsam_common.db.units import Read, Write
from finsam_common.events.comparing import Compared
from finsam_common.events.lease import is_held
from finsam_common.events.replay import LEASE_SECONDS, lease_of
from finsam_common.events.shadow import SUFFIX
from finsam_common.operations import schemas
from finsam_common.operations.schemas import RebuildStatus, Swap

RUNNING: Final = "running"


async def under_way(read: Read, projection_set: str) -> bool:
    """Whether a set is being rebuilt, by whichever process: by its lease, or by a row so young that it has none yet."""
    if await is_held(read, lease_of(projection_set)):
        return True
    newest = await read.all(_of(_table(read), projection_set).limit(1))
    return bool(newest) and newest[0]["status"] == RUNNING and _young(newest[0])


async def opened(uow: Write, projection_set: str, swap: Swap, id_: UUID, by: str) -> RowMapping:
    """Write down that a rebuild begins."""
    row = {"id": id_, "projection_set": projection_set, "swap": swap, "status": RUNNING}
    await uow.insert(_table(uow), [{**row, "begun_by": by, "begun_at": uow.now}])
    (begun,) = await uow.all(select(_table(uow)).where(_table(uow).c.id == id_))
    return begun


async def rebuilds(
    read: Read, projection_set: str, before: tuple[Any, UUID] | None, limit: int
) -> Sequence[RowMapping]:
    """The rebuilds of a set, the newest first."""
    table = _table(read)
    statement = _of(table, projection_set).limit(limit)
    if before is not None:
        begun, id_ = before
        earlier = (table.c.begun_at < begun) | ((table.c.begun_at == begun) & (table.c.id < id_))
        statement = statement.where(earlier)
    return await read.all(statement)


async def one(read: Read, projection_set: str, id_: UUID) -> RowMapping | None:
    """One rebuild of a set."""
    return await read.one_or_none(_of(_table(read), projection_set).where(_table(read).c.id == id_))


async def shown(read: Read, row: RowMapping, collection: str) -> schemas.Rebuild:
    """A rebuild as an operator sees it; ``collection`` is the URL of all of its set."""
    status: RebuildStatus = row["status"]
    name = row["projection_set"]
    if status == RUNNING and not await is_held(read, lease_of(name)) and not _young(row):
        status = "interrupted"
    running = status == RUNNING
    tables = [schemas.Compared(**each) for each in json.loads(row["compared"] or "[]")]
    differing = sum(each.only_live + each.only_rebuilt for each in tables) if row["compared"] else None
    return schemas.Rebuild(
        **{name: row[name] for name in ("id", "projection_set", "swap", "begun_by", "begun_at", "ended_at", "trouble")},
        status=status,
        heard=await _offsets(read, name + SUFFIX) if running else None,
        to_hear=await _offsets(read, name) if running else None,
        equal=None if differing is None else differing == 0,
        differing_rows=differing,
        tables=tables,
        links={"self": Link(href=f"{collection}/{row['id']}", rel="self")},
    )


async def ended(
    uow: Write, id_: UUID, status: RebuildStatus, trouble: str | None, compared: Sequence[Compared] | None
) -> None:
    """Write down how a rebuild ended."""
    found = None if compared is None else json.dumps([_counts(each) for each in compared])
    table = _table(uow)
    end = {"status": status, "trouble": trouble, "compared": found, "ended_at": uow.now}
    await uow.execute(update(table).where(table.c.id == id_).values(**end))


def _counts(compared: Compared) -> dict[str, Any]:
    return {
        "table": compared.table,
        "live": compared.live,
        "rebuilt": compared.shadow,
        "only_live": compared.only_live,
        "only_rebuilt": compared.only_shadow,
    }


def _young(row: RowMapping) -> bool:
    """Whether it began so lately that it may not have its lease yet."""
    return bool(datetime.now(UTC) - row["begun_at"] < timedelta(seconds=LEASE_SECONDS))


async def _offsets(read: Read, name: str) -> int:
    inbox = read.metadata.tables["inbox"]
    heard = select(func.coalesce(func.sum(inbox.c.offset), 0)).where(inbox.c.projection_set == name)
    return int(await read.scalar(heard))


def _of(table: Table, projection_set: str) -> Select[Any]:
    of_set = select(table).where(table.c.projection_set == projection_set)
    return of_set.order_by(table.c.begun_at.desc(), table.c.id.desc())


def _table(read: Read) -> Table:
    return read.metadata.tables["rebuilds"]
