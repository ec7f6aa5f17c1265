"""What a service has told the log, read from its outbox by position: for those who cannot reach the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, func, select

import finsam_contracts.catalogue  # noqa: F401  every topic is declared there
from finsam_common.db.units import Read
from finsam_common.events.envelope import SOURCE_BASE
from finsam_contracts import PUBLIC, Envelope, topics
from finsam_contracts.envelope import schema_uri

BEGINNING: Final = 0


def topics_of(service: str, *, restricted: bool) -> list[str]:
    """The names of a service's public topics; with ``restricted`` of all of them."""
    return [topic.name for topic in topics(service) if restricted or topic.visibility == PUBLIC]


async def horizon(read: Read, told: Sequence[str]) -> int:
    """The position up to which every event of these topics is in the log.

    What lies above it is not shown even where it is in the log already: a partition that is behind will bring smaller
    positions, and whoever has gone past them would miss them.
    """
    tables = read.metadata.tables
    outbox, pointers, counter = tables["outbox"], tables["relay_pointers"], tables["relay_counter"]
    here = (outbox.c.topic == pointers.c.topic) & (outbox.c.partition == pointers.c.partition)
    first_unpublished = (
        select(func.min(outbox.c.position))
        .join_from(pointers, outbox, here & (outbox.c.position > pointers.c.position))
        .where(pointers.c.topic.in_(told))
        .scalar_subquery()
    )
    return int(await read.scalar(select(func.coalesce(first_unpublished - 1, counter.c.position))) or BEGINNING)


async def published(
    read: Read, told: Sequence[str], after: int, upto: int, limit: int, types: Sequence[str] = ()
) -> Sequence[RowMapping]:
    """The first ``limit`` events with ``after`` < position <= ``upto``, ascending; of these types, or of all.

    ``upto`` is a ``horizon`` that was read before. Each row carries the service's ``epoch``.
    """
    outbox = read.metadata.tables["outbox"]
    epoch = select(read.metadata.tables["relay_counter"].c.epoch).scalar_subquery()
    statement: Select[tuple[object, ...]] = (
        select(outbox, epoch.label("epoch"))
        .where(outbox.c.topic.in_(told), outbox.c.position > after, outbox.c.position <= upto)
        .order_by(outbox.c.position)
        .limit(limit)
    )
    return await read.all(statement.where(outbox.c.type.in_(types)) if types else statement)


async def position_of(read: Read, service: str, event_id: UUID) -> int | None:
    """The position of a service's event; None when it has no such event, or has not numbered it."""
    outbox = read.metadata.tables["outbox"]
    all_of_it = outbox.c.topic.in_(topics_of(service, restricted=True))
    position = await read.scalar(select(outbox.c.position).where(outbox.c.id == event_id, all_of_it))
    return None if position is None else int(position)


def structured(row: RowMapping, service: str) -> Envelope:
    """A row of ``published`` in CloudEvents' structured form."""
    return Envelope(
        id=row["id"],
        source=SOURCE_BASE + service,
        type=row["type"],
        subject=row["key"],
        time=row["recorded_at"],
        dataschema=schema_uri(row["type"]),
        partitionkey=row["key"],
        epoch=str(row["epoch"]),
        position=row["position"],
        traceparent=row["traceparent"],
        data=json.loads(row["data"]),
    )
