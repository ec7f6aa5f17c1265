"""The history of one federation: every row that was ever believed, and the family tree of mergers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from finsam_common.bodies import Link
from finsam_common.db import Read, table_of
from finsam_common.problems import NotFound
from finsam_contracts.registry import DatePrecision
from finsam_registry.federations.models import Decision, DecisionFederation, Life, Member, Name
from finsam_registry.federations.queries import PATH, SPAN, believed, member_name, names_of
from finsam_registry.federations.schemas import (
    Ancestor,
    DecisionResource,
    History,
    LifeInTime,
    MemberInTime,
    NameInTime,
)
from finsam_registry.findings import Finding
from finsam_registry.reference.queries import geography

TOLD = (*SPAN, "recorded_at", "superseded_at")
PLURALS = {
    "formation": "federations",
    "import": "imports",
    "renaming": "renamings",
    "joining": "joinings",
    "withdrawal": "withdrawals",
    "merger": "mergers",
    "liquidation": "liquidations",
    "dissolution": "dissolutions",
    "attestation": "attestations",
}
"""Where a decision of each kind is found; a formation is shown in its federation's history."""


async def history(read: Read, federation_id: UUID, known_at: datetime | None, base_url: str) -> History:
    """Everything that is said, or was, of one federation, without what came after ``known_at``; raises NotFound."""
    names, lives, members = [await _facts(read, model, federation_id, known_at) for model in (Name, Life, Member)]
    if not lives:
        raise NotFound
    country = await geography(read)
    return History(
        id=federation_id,
        names=[NameInTime(**_told(row), name=row["name"]) for row in names],
        lives=[LifeInTime.model_validate(row) for row in lives],
        members=[
            MemberInTime(
                **_told(row),
                party=row["party"],
                code=row["code"],
                name=member_name(row["party"], row["code"], country),
            )
            for row in members
        ],
        decisions=await _decisions_of(read, federation_id, known_at, base_url),
        predecessors=await _ancestors(read, federation_id, known_at),
        successor_ids=await _successors(read, federation_id, known_at),
        links={
            "self": Link(href=f"{base_url}{PATH}/{federation_id}/history", rel="self"),
            "federation": Link(href=f"{base_url}{PATH}/{federation_id}", rel="up"),
        },
    )


async def decision(read: Read, kind: str, decision_id: UUID, base_url: str) -> DecisionResource:
    """One decision of a kind; raises NotFound."""
    row = await read.one_or_none(select(Decision.__table__).where(Decision.id == decision_id, Decision.kind == kind))
    if row is None:
        raise NotFound
    return (await _decisions(read, [row], base_url))[0]


async def _facts(
    read: Read, model: type[Name] | type[Life] | type[Member], federation_id: UUID, known_at: datetime | None
) -> list[dict[str, Any]]:
    found = select(table_of(model)).where(model.federation_id == federation_id)
    if known_at is not None:
        found = found.where(model.recorded_at <= known_at)
    rows = await read.all(found.order_by(model.since, model.recorded_at, model.id))
    return [_as_known(dict(row), known_at) for row in rows]


def _as_known(row: dict[str, Any], known_at: datetime | None) -> dict[str, Any]:
    """What superseded a row after the moment was not known then."""
    later = known_at is not None and row["superseded_at"] is not None and row["superseded_at"] > known_at
    return row | {"superseded_at": None} if later else row


async def _decisions_of(
    read: Read, federation_id: UUID, known_at: datetime | None, base_url: str
) -> list[DecisionResource]:
    found = (
        select(Decision.__table__)
        .join(DecisionFederation, DecisionFederation.decision_id == Decision.id)
        .where(DecisionFederation.federation_id == federation_id)
        .order_by(Decision.recorded_at, Decision.id)
    )
    if known_at is not None:
        found = found.where(Decision.recorded_at <= known_at)
    return await _decisions(read, await read.all(found), base_url)


async def _decisions(read: Read, rows: Sequence[RowMapping], base_url: str) -> list[DecisionResource]:
    about = await read.all(
        select(DecisionFederation.__table__)
        .where(DecisionFederation.decision_id.in_([row["id"] for row in rows]))
        .order_by(DecisionFederation.federation_id)
    )
    return [
        represent(row, [each["federation_id"] for each in about if each["decision_id"] == row["id"]], base_url)
        for row in rows
    ]


def represent(row: Any, federation_ids: list[UUID], base_url: str) -> DecisionResource:
    """A decision (its row's columns by name) as it is answered."""
    path = f"/registry/v1/{PLURALS[row['kind']]}/{row['id']}"
    if row["kind"] == "formation":
        path = f"{PATH}/{federation_ids[0]}/history"
    return DecisionResource(
        id=row["id"],
        kind=row["kind"],
        effective_date=row["effective_date"],
        date_precision=row["date_precision"],
        federation_ids=federation_ids,
        source=row["source"],
        findings=[Finding.model_validate(finding) for finding in row["findings"]],
        recorded_at=row["recorded_at"],
        links={"self": Link(href=base_url + path, rel="self")},
    )


async def _ancestors(read: Read, federation_id: UUID, known_at: datetime | None) -> list[Ancestor]:
    """Those that ended in a federation, and those that had ended in them: one statement a generation."""
    ended_in: dict[UUID, list[tuple[UUID, Any]]] = {}
    generation = [federation_id]
    while generation:
        chosen = Life.successor_id.in_(generation), believed(Life, known_at)
        columns = Life.federation_id, Life.successor_id, Life.until, Life.until_precision
        rows = await read.all(select(*columns).where(*chosen).order_by(Life.until, Life.federation_id))
        for row in rows:
            ended_in.setdefault(row["successor_id"], []).append((row["federation_id"], row))
        generation = [row["federation_id"] for row in rows if row["federation_id"] not in ended_in]
    names = await names_of(read, [each for ended in ended_in.values() for each, _ in ended], known_at)
    return _tree(federation_id, ended_in, names)


def _tree(root: UUID, ended_in: dict[UUID, list[tuple[UUID, Any]]], names: dict[UUID, str]) -> list[Ancestor]:
    return [
        Ancestor(
            id=each,
            name=names[each],
            until=row["until"],
            until_precision=DatePrecision(row["until_precision"]),
            predecessors=_tree(each, ended_in, names),
        )
        for each, row in ended_in.get(root, [])
    ]


async def _successors(read: Read, federation_id: UUID, known_at: datetime | None) -> list[UUID]:
    found: list[UUID] = []
    here: UUID | None = federation_id
    while here is not None:
        here = await read.scalar(select(Life.successor_id).where(Life.federation_id == here, believed(Life, known_at)))
        if here is not None:
            found.append(here)
    return found


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {column: row[column] for column in TOLD}
