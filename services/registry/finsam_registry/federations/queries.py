"""Reads of federations: as of a day, as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, or_, select, tuple_

from finsam_common.bodies import Link
from finsam_common.db import Read
from finsam_common.problems import NotFound
from finsam_contracts.values import Party
from finsam_registry.federations.models import Fact, Federation, Life, Member, Name
from finsam_registry.federations.rules import status_on
from finsam_registry.federations.schemas import FederationResource, MemberOfFederation
from finsam_registry.geography import Geography
from finsam_registry.identities import name_key
from finsam_registry.reference.queries import geography
from finsam_registry.spans import Span

PATH = "/registry/v1/federations"
SPAN = ("since", "since_known", "since_precision", "until", "until_precision")


@dataclass(frozen=True, slots=True)
class Search:
    """Which federations: part of a name, a county, a municipality; of what was true on a day and known at a moment."""

    as_of: date
    known_at: datetime | None = None
    name: str | None = None
    county_code: str | None = None
    municipality_code: str | None = None


def believed(model: type[Fact], known_at: datetime | None) -> ColumnElement[bool]:
    """Rows that the registry held at a moment; now, when there is none."""
    if known_at is None:
        return model.superseded_at.is_(None)
    return and_(model.recorded_at <= known_at, or_(model.superseded_at.is_(None), model.superseded_at > known_at))


def valid(model: type[Fact], day: date) -> ColumnElement[bool]:
    """Rows that are known to hold on a day."""
    return and_(model.since <= day, or_(model.until.is_(None), model.until >= day))


async def find(
    read: Read, search: Search, after: tuple[str, UUID] | None, limit: int, base_url: str
) -> list[tuple[tuple[str, UUID], FederationResource]]:
    """Federations that exist on the day, by name and id, so many after one; each with the key of its place."""
    key = tuple_(Name.name_key, Name.federation_id)
    found = _existing(search).order_by(Name.name_key, Name.federation_id).limit(limit)
    rows = await read.all(found if after is None else found.where(key > after))
    shown = await _shown(read, rows, search, base_url)
    return [((row["name_key"], row["id"]), federation) for row, federation in zip(rows, shown, strict=True)]


async def federation(
    read: Read, federation_id: UUID, as_of: date, known_at: datetime | None, base_url: str
) -> FederationResource:
    """One federation on a day: also one that is no more, or of which the day is not known; raises NotFound."""
    lives = select(*_COLUMNS).join(Life, Life.federation_id == Federation.id)
    rows = await read.all(
        lives.join(Name, Name.federation_id == Federation.id)
        .where(Federation.id == federation_id, believed(Life, known_at), believed(Name, known_at))
        .order_by(Name.since)
    )
    if not rows:
        raise NotFound
    borne = [row for row in rows if row["name_since"] <= as_of] or [rows[0]]
    shown = await _shown(read, borne[-1:], Search(as_of, known_at), base_url)
    return shown[0]


async def names_of(read: Read, federations: Iterable[UUID], known_at: datetime | None = None) -> dict[UUID, str]:
    """What federations are called last."""
    rows = await read.all(
        select(Name.federation_id, Name.name)
        .where(Name.federation_id.in_(list(federations)), believed(Name, known_at))
        .order_by(Name.since)
    )
    return {row["federation_id"]: row["name"] for row in rows}


_COLUMNS = (
    Federation.id,
    Federation.organisation_number,
    Name.name,
    Name.name_key,
    Name.since.label("name_since"),
    *(getattr(Life, column) for column in SPAN),
    Life.liquidating_from,
    Life.successor_id,
)


def _existing(search: Search) -> Select[Any]:
    on_the_day = (
        *(believed(model, search.known_at) for model in (Life, Name)),
        *(valid(model, search.as_of) for model in (Life, Name)),
    )
    found = (
        select(*_COLUMNS)
        .join(Life, Life.federation_id == Federation.id)
        .join(Name, Name.federation_id == Federation.id)
        .where(*on_the_day)
    )
    if search.name is not None:
        found = found.where(Name.name_key.contains(name_key(search.name), autoescape=True))
    if search.municipality_code is not None:
        found = found.where(_has_municipality(search, Member.code == search.municipality_code))
    if search.county_code is not None:
        found = found.where(_has_municipality(search, Member.code.startswith(search.county_code, autoescape=True)))
    return found


def _has_municipality(search: Search, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Member.federation_id == Federation.id,
        Member.party == Party.MUNICIPALITY,
        condition,
        believed(Member, search.known_at),
        valid(Member, search.as_of),
    )


async def _shown(read: Read, rows: Sequence[RowMapping], search: Search, base_url: str) -> list[FederationResource]:
    ids = [row["id"] for row in rows]
    holding = or_(valid(Member, search.as_of), and_(Member.since > search.as_of, Member.since_known.is_(False)))
    members = await read.all(
        select(Member.__table__)
        .where(Member.federation_id.in_(ids), believed(Member, search.known_at), holding)
        .order_by(Member.party, Member.code)
    )
    country = await geography(read)
    by_federation: defaultdict[UUID, list[RowMapping]] = defaultdict(list)
    for member in members:
        by_federation[member["federation_id"]].append(member)
    return [_resource(row, by_federation[row["id"]], country, search.as_of, base_url) for row in rows]


def _resource(
    row: RowMapping, members: Sequence[RowMapping], country: Geography, day: date, base_url: str
) -> FederationResource:
    area = {each["code"] for each in members if each["party"] is Party.MUNICIPALITY}
    return FederationResource(
        **_span(row),
        id=row["id"],
        name=row["name"],
        organisation_number=row["organisation_number"],
        status=status_on(day, Span(**_span(row)), row["liquidating_from"]),
        successor_id=row["successor_id"],
        county_codes=country.counties_of(area),
        members=[_member(each, country) for each in members],
        links=links(row["id"], base_url),
    )


def _member(row: RowMapping, country: Geography) -> MemberOfFederation:
    return MemberOfFederation(
        **_span(row), party=row["party"], code=row["code"], name=member_name(row["party"], row["code"], country)
    )


def member_name(party: Party, code: str, country: Geography) -> str:
    """What an authority is called."""
    agencies = {Party.FK: "Försäkringskassan", Party.AF: "Arbetsförmedlingen"}
    return agencies.get(party) or country.name_of(code)


def links(federation_id: UUID, base_url: str) -> dict[str, Link]:
    """A federation's own address and its history's."""
    here = f"{base_url}{PATH}/{federation_id}"
    return {"self": Link(href=here, rel="self"), "history": Link(href=f"{here}/history", rel="history")}


def _span(row: RowMapping) -> dict[str, Any]:
    return {column: row[column] for column in SPAN}
