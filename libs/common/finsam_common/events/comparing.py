"""Two tables compared row by row, in the database, by the text of every column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, func, select

from finsam_common.db.units import Read


@dataclass(frozen=True, slots=True)
class Compared:
    """A live table beside its replayed shadow: rows of each, rows that the other has not exactly so.

    ``first`` is the smallest primary key among those, None when the tables are equal.
    """

    table: str
    live: int
    shadow: int
    only_live: int
    only_shadow: int
    first: tuple[Any, ...] | None

    @property
    def equal(self) -> bool:
        """Whether the tables hold the same, byte for byte."""
        return self.only_live == self.only_shadow == 0


async def compare(read: Read, shadows: Mapping[Table, Table]) -> list[Compared]:
    """Compare every table with its shadow."""
    return [await _compare(read, live, shadow) for live, shadow in shadows.items()]


async def _compare(read: Read, live: Table, shadow: Table) -> Compared:
    only_live, first_live = await _missing(read, live, shadow)
    only_shadow, first_shadow = await _missing(read, shadow, live)
    return Compared(
        live.name,
        int(await read.scalar(select(func.count()).select_from(live))),
        int(await read.scalar(select(func.count()).select_from(shadow))),
        only_live,
        only_shadow,
        first_live or first_shadow,
    )


async def _missing(read: Read, there: Table, here: Table) -> tuple[int, tuple[Any, ...] | None]:
    """How many rows of one table the other has not, and the primary key of the first of them."""
    same = exists().where(and_(*(_same(column, here.c[column.key]) for column in there.columns)))
    keys = list(there.primary_key)
    count = await read.scalar(select(func.count()).select_from(there).where(~same))
    if not count:
        return 0, None
    (first,) = await read.all(select(*keys).where(~same).order_by(*keys).limit(1))
    return int(count), tuple(first.values())


def _same(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    if getattr(one, "primary_key", False):
        return one == other
    return cast(one, Text).is_not_distinct_from(cast(other, Text))
