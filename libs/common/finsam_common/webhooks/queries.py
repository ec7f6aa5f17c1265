"""Webhooks read from their table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData, RowMapping, Select, Table, and_, bindparam, func, or_, select

from finsam_common.bodies import Link
from finsam_common.db.units import Read
from finsam_common.events.published import BEGINNING, horizon, published, topics_of
from finsam_common.problems import NotFound
from finsam_common.webhooks.schemas import Webhook

_LINKS = {"self": "", "verifications": "/verifications", "replays": "/replays", "secrets": "/secrets"}


def webhooks(read: Read) -> Table:
    """The table."""
    return read.metadata.tables["webhooks"]


async def own(read: Read, organisation: str, webhook_id: UUID, *, lock: bool = False) -> RowMapping:
    """An organisation's webhook; NotFound when there is none, also when it is another's."""
    c = webhooks(read).c
    statement = select(webhooks(read)).where(c.id == webhook_id, c.organisation == organisation)
    row = await read.one_or_none(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound
    return row


async def count(read: Read, organisation: str) -> int:
    """How many webhooks an organisation has."""
    statement = select(func.count()).where(webhooks(read).c.organisation == organisation)
    return int(await read.scalar(statement))


async def page(read: Read, organisation: str, after: tuple[Any, ...] | None, limit: int) -> Sequence[RowMapping]:
    """An organisation's webhooks, the newest first, after the creation time and id of another."""
    c = webhooks(read).c
    statement = select(webhooks(read)).where(c.organisation == organisation)
    if after is not None:
        moment, last = after
        statement = statement.where(or_(c.created_at < moment, and_(c.created_at == moment, c.id < last)))
    return await read.all(statement.order_by(c.created_at.desc(), c.id.desc()).limit(limit))


async def due(read: Read, now: datetime, webhook_id: UUID | None = None) -> Sequence[RowMapping]:
    """The webhooks that there may be something for, and that do not pause; of all, or this one if it is."""
    asked = {"now": now} if webhook_id is None else {"now": now, "of": webhook_id}
    return await read.all(_due(read.metadata, one=webhook_id is not None), asked)


@lru_cache(maxsize=64)
def _due(metadata: MetaData, *, one: bool) -> Select[Any]:
    """Made once: it is asked each time the relay has told the log something."""
    table, counter = metadata.tables["webhooks"], metadata.tables["relay_counter"]
    c = table.c
    no_pause = or_(c.next_attempt_at.is_(None), c.next_attempt_at <= bindparam("now"))
    behind = c.position < select(counter.c.position).scalar_subquery()
    statement = select(table).where(c.status == "active", no_pause, behind)
    return statement.where(c.id == bindparam("of")) if one else statement


async def by_status(read: Read) -> dict[str, int]:
    """How many webhooks there are in each status."""
    status = webhooks(read).c.status
    rows = await read.all(select(status, func.count().label("webhooks")).group_by(status))
    return {row["status"]: row["webhooks"] for row in rows}


async def oldest_undelivered(read: Read, service: str) -> datetime | None:
    """When the oldest published event was recorded that an active webhook has not got; None when all have all."""
    c = webhooks(read).c
    active = await read.all(select(c.position, c.types).where(c.status == "active"))
    told = topics_of(service, restricted=True)
    end = await horizon(read, told) if active else BEGINNING
    found = [await published(read, told, row["position"], end, 1, row["types"].split()) for row in active]
    return min((rows[0]["recorded_at"] for rows in found if rows), default=None)


def represent(row: RowMapping | dict[str, Any], path: str, **changed: Any) -> Webhook:
    """A webhook as its owner sees it; ``path`` is the URL of all webhooks."""
    told = {name: row[name] for name in Webhook.model_fields if name in row} | changed
    told["types"] = row["types"].split()
    here = f"{path}/{row['id']}"
    links = {rel: Link(href=here + below, rel=rel, method="POST" if below else "GET") for rel, below in _LINKS.items()}
    return Webhook(**told, links=links)
