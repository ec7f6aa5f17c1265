"""Reads of the federations that follow-up knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, or_, select, tuple_

from finsam_common.db import Read, Write, among_given, table_of
from finsam_common.problems import NotFound
from finsam_common.web import Page
from finsam_followup.federations.models import FederationRow, MembershipRow
from finsam_followup.federations.schemas import Federation, FederationWithArea

FEDERATIONS = table_of(FederationRow)
MEMBERSHIPS = table_of(MembershipRow)
_FOR_SHARE: Final = (
    select(FEDERATIONS)
    .where(among_given([FEDERATIONS.c.id], ["ids"]))
    .order_by(FEDERATIONS.c.id)
    .with_for_update(read=True)
)


async def for_share(uow: Write, ids: Iterable[UUID]) -> dict[UUID, Federation]:
    """The federations by id. None of them is dissolved before this transaction ends, so that what it accepts is seen
    when it is looked for what runs on."""
    return {row["id"]: _federation(row) for row in await uow.all(_FOR_SHARE, {"ids": sorted(set(ids))})}


async def page(read: Read, paging: Page) -> tuple[list[Federation], tuple[str, UUID] | None]:
    """A page of all federations by name, those that ended too, and the key of the next page."""
    f = FEDERATIONS.c
    statement = select(FEDERATIONS).order_by(f.name, f.id).limit(paging.limit + 1)
    after = paging.after(str, UUID)
    if after is not None:
        statement = statement.where(tuple_(f.name, f.id) > after)
    found = [_federation(row) for row in await read.all(statement)]
    items = found[: paging.limit]
    return items, (items[-1].name, items[-1].id) if len(found) > paging.limit else None


async def one(read: Read, federation_id: UUID, as_of: date) -> FederationWithArea:
    """A federation with its municipalities on a day; NotFound when the registry has not told of it.

    A membership whose start is only attested counts from the day on which it is attested.
    """
    row = await read.one_or_none(select(FEDERATIONS).where(FEDERATIONS.c.id == federation_id))
    if row is None:
        raise NotFound
    m = MEMBERSHIPS.c
    members = await read.all(
        select(m.municipality_code)
        .where(m.federation_id == federation_id, m.since <= as_of, or_(m.until.is_(None), m.until >= as_of))
        .order_by(m.municipality_code)
    )
    alive = row["until"] is None or as_of <= row["until"]
    codes = [member["municipality_code"] for member in members] if alive else []
    return FederationWithArea(**_federation(row).model_dump(by_alias=False), municipality_codes=codes)


def _federation(row: RowMapping) -> Federation:
    return Federation(**row)
