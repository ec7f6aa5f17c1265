"""Reads of areas as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, Select, exists, or_, select

from finsam_allocation.areas.models import SET, FederationRow, NameRow, WordRow
from finsam_allocation.base import Base
from finsam_allocation.memberships import Area, Kind, Word, held, stays
from finsam_common.db import Read, Write


async def hold(uow: Write) -> None:
    """Hear nothing until the transaction ends, so that what it reads of areas fits together."""
    inbox = Base.metadata.tables["inbox"]
    await uow.all(select(inbox.c.offset).where(inbox.c.projection_set == SET).with_for_update(read=True))


async def areas(read: Read, day: date, after: UUID | None = None, limit: int | None = None) -> list[Area]:
    """The areas of the federations that the day knows, by id; so many after one id, or all of them."""
    alive = _alive(day).order_by(FederationRow.federation_id).limit(limit)
    if after is not None:
        alive = alive.where(FederationRow.federation_id > after)
    federations = await read.all(alive)
    ids = alive.with_only_columns(FederationRow.federation_id)
    words = await read.all(
        select(WordRow.__table__)
        .where(WordRow.federation_id.in_(ids))
        .order_by(WordRow.federation_id, WordRow.municipality_code, WordRow.said)
    )
    named = await names(read, day, ids)
    said = _by_federation(words)
    return [_area(row, named[row["federation_id"]], said[row["federation_id"]], day) for row in federations]


async def names(read: Read, day: date, federations: Select[UUID] | Collection[UUID]) -> dict[UUID, str]:
    """What these federations are called on the day: by the last name taken by then, else by the first known."""
    chosen = select(NameRow.__table__).where(NameRow.federation_id.in_(federations)).order_by(NameRow.since)
    found: dict[UUID, str] = {}
    for row in await read.all(chosen):
        if row["since"] <= day:
            found[row["federation_id"]] = row["name"]
        else:
            found.setdefault(row["federation_id"], row["previous_name"] or row["name"])
    return found


def _alive(day: date) -> Select[UUID, date | None]:
    """Federations that have not ended before the day, with a municipality that may have joined by then."""
    begun = or_(WordRow.day <= day, WordRow.day_known.is_(False))
    return select(FederationRow.federation_id, FederationRow.liquidating_from).where(
        or_(FederationRow.until.is_(None), FederationRow.until >= day),
        exists().where(WordRow.federation_id == FederationRow.federation_id, begun),
    )


def _by_federation(words: Iterable[RowMapping]) -> dict[UUID, dict[str, list[Word]]]:
    """Words by federation and municipality, in the order they were said."""
    found: defaultdict[UUID, dict[str, list[Word]]] = defaultdict(dict)
    for row in words:
        word = Word(Kind(row["kind"]), row["day"], row["day_known"])
        found[row["federation_id"]].setdefault(row["municipality_code"], []).append(word)
    return found


def _area(federation: RowMapping, name: str, said: dict[str, list[Word]], day: date) -> Area:
    there = {code: held(stays(words), day) for code, words in said.items()}
    liquidating = federation["liquidating_from"]
    return Area(
        federation["federation_id"],
        name,
        _codes(there, True),
        _codes(there, None),
        liquidating is not None and liquidating <= day,
    )


def _codes(there: dict[str, bool | None], answer: bool | None) -> tuple[str, ...]:
    return tuple(sorted(code for code, held_there in there.items() if held_there is answer))
