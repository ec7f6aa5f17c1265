"""The audit: every act of an operator, with who, when and why, in the transaction of its effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer
from sqlalchemy import RowMapping, insert, select

from finsam_common.bodies import Link, Moment, Resource
from finsam_common.db.units import Read, Write
from finsam_common.events.reading import Reason
from finsam_common.operations.schemas import RebuildStatus, Swap
from finsam_common.writes.entries import Accepted, Entry

ActName = Literal[
    "event-skipped",
    "key-retried",
    "consumer-paused",
    "consumer-resumed",
    "rebuild-begun",
    "rebuild-ended",
    "epoch-drawn",
    "epoch-accepted",
    "gap-accepted",
]
AUDIT: Final = "/v1/operations/audit"


class About(Resource):
    """What an act was about, and how it ended: what applies of these."""

    projection_set: str | None = Field(default=None, examples=["federations"])
    topic: str | None = Field(default=None, examples=["registry.public"])
    partition: int | None = Field(default=None, examples=[0])
    offset: int | None = Field(default=None, examples=[1042])
    key: str | None = Field(default=None, examples=["5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"])
    event_id: str | None = Field(default=None, examples=["8f14e45f-ceea-467f-a8b5-1f0d5a2c7d10"])
    type: str | None = Field(default=None, examples=["registry.federation-formed.v1"])
    parked_for: Reason | None = Field(default=None, description="Why the event was, or still is, parked")
    error: str | None = Field(default=None, examples=["KeyError"])
    applied: int | None = Field(default=None, examples=[2], description="Parked events that were applied")
    left: int | None = Field(default=None, examples=[0], description="Events of the key that are still parked")
    epoch: UUID | None = None
    replaces: UUID | None = Field(default=None, description="The epoch before")
    position: int | None = Field(default=None, examples=[5123])
    rebuild_id: UUID | None = None
    swap: Swap | None = None
    status: RebuildStatus | None = None
    differing_rows: int | None = Field(default=None, examples=[0])

    @model_serializer(mode="wrap")
    def _what_applies(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in dump(self).items() if value is not None}


class Act(Resource):
    """What an operator did: who, when, why."""

    id: int = Field(ge=1, examples=[17])
    act: ActName
    done_by: str = Field(examples=["operator@finsam.example"])
    organisation: str = Field(examples=["operator"])
    done_at: Moment
    reason: str | None = Field(examples=["Ärende 2024-118: the municipality code was repaired"])
    about: About
    links: dict[str, Link]


async def act(uow: Write, entry: Entry[Any], service: str, name: ActName, about: About, reason: str | None) -> Accepted:
    """Write an act down, to be answered with."""
    row = {
        "act": name,
        "done_by": entry.principal.subject,
        "organisation": entry.principal.organisation,
        "reason": reason,
    }
    id_ = await record(uow, row, about)
    path = f"/{service}{AUDIT}/{id_}"
    done = _act({**row, "seq": id_, "done_at": uow.now, "about": about.model_dump_json()}, entry.base_url + path)
    return Accepted(done, status=201, location=path)


async def record(uow: Write, row: dict[str, Any], about: About) -> int:
    """Write an act down; its number."""
    table = uow.metadata.tables["operator_acts"]
    written = {**row, "done_at": uow.now, "about": about.model_dump_json()}
    statement = insert(table).values(**written).returning(table.c.seq)
    return int((await uow.connection.execute(statement)).scalar_one())


async def acts(read: Read, before: int | None, limit: int) -> Sequence[RowMapping]:
    """What operators did, the newest first; acts before the one of this number."""
    table = read.metadata.tables["operator_acts"]
    statement = select(table).order_by(table.c.seq.desc()).limit(limit)
    return await read.all(statement if before is None else statement.where(table.c.seq < before))


async def one_act(read: Read, id_: int) -> RowMapping | None:
    """An act by its number."""
    table = read.metadata.tables["operator_acts"]
    return await read.one_or_none(select(table).where(table.c.seq == id_))


def shown(row: RowMapping, base: str, service: str) -> Act:
    """A row as an operator sees it."""
    return _act(dict(row), f"{base}/{service}{AUDIT}/{row['seq']}")


def _act(row: dict[str, Any], href: str) -> Act:
    told = {name: row[name] for name in ("act", "done_by", "organisation", "done_at", "reason")}
    about = About.model_validate_json(row["about"])
    return Act(id=row["seq"], about=about, links={"self": Link(href=href, rel="self")}, **told)
