"""What a projection says about its tables, and how many changes of one row become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Table, inspect
from sqlalchemy.orm import DeclarativeBase

Rows = Table | type[DeclarativeBase]
"""A table, or the class mapped to it."""

Row = dict[str, Any]
Verb = Literal["remove", "upsert", "amend"]


@dataclass(frozen=True, slots=True)
class Put:
    """A row as a whole, whatever was there under its primary key. Columns that are not named become NULL."""

    table: Rows
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Amend:
    """Some columns of the row with this primary key; nothing happens when there is no such row."""

    table: Rows
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remove:
    """No row with this primary key any more."""

    table: Rows
    row: Mapping[str, Any]


Change = Put | Amend | Remove


class NotOfTheTable(TypeError):
    """A change names a column that its table has not, or lacks one that it needs."""


def table_of(rows: Rows) -> Table:
    """The table itself."""
    if isinstance(rows, Table):
        return rows
    table = inspect(rows).local_table
    assert isinstance(table, Table)
    return table


class Fold:
    """Changes in their order, held as at most one change per table and primary key.

    Whatever was there before, writing the fold leaves what writing every change by itself would have left.
    """

    def __init__(self) -> None:
        self._held: dict[Table, dict[tuple[Any, ...], Change]] = {}

    def add(self, change: Change) -> None:
        """Let a change follow those that are held. NotOfTheTable when its columns are not the table's."""
        table = table_of(change.table)
        row = _complete(table, change)
        key = tuple(row[column.key] for column in table.primary_key)
        of_table = self._held.setdefault(table, {})
        of_table[key] = _following(of_table.get(key), type(change)(table, row))

    def statements(self) -> Iterator[tuple[Verb, Table, list[Row]]]:
        """What to write, one statement each: rows have the same columns in the same order, no key stands twice."""
        for table, changes in self._held.items():
            held = changes.values()
            yield from _some("remove", table, [dict(each.row) for each in held if isinstance(each, Remove)])
            yield from _some("upsert", table, [dict(each.row) for each in held if isinstance(each, Put)])
            amended: dict[tuple[str, ...], list[Row]] = {}
            for each in held:
                if isinstance(each, Amend):
                    amended.setdefault(tuple(each.row), []).append(dict(each.row))
            for columns, rows in amended.items():
                yield from _some("amend", table, rows if len(columns) > len(table.primary_key) else [])


def _some(verb: Verb, table: Table, rows: list[Row]) -> Iterator[tuple[Verb, Table, list[Row]]]:
    if rows:
        yield verb, table, rows


def _following(earlier: Change | None, later: Change) -> Change:
    if isinstance(later, Amend):
        if isinstance(earlier, Remove):
            return earlier
        if earlier is not None:
            return type(earlier)(later.table, _in_order(later.table, {**earlier.row, **later.row}))
    return later


def _complete(table: Table, change: Change) -> Row:
    """The change's row in the order of the table's columns; a Put has them all, a Remove the primary key alone."""
    unknown = change.row.keys() - table.columns.keys()
    if unknown:
        raise NotOfTheTable(f"{table.name} has no {', '.join(sorted(unknown))}")
    keys = [column.key for column in table.primary_key]
    needed = [column.key for column in table.columns if not column.nullable] if isinstance(change, Put) else keys
    missing = [name for name in needed if change.row.get(name) is None]
    if missing:
        raise NotOfTheTable(f"{table.name} needs {', '.join(missing)}")
    if isinstance(change, Put):
        return {column.key: change.row.get(column.key) for column in table.columns}
    if isinstance(change, Remove):
        return {name: change.row[name] for name in keys}
    return _in_order(table, change.row)


def _in_order(rows: Rows, row: Mapping[str, Any]) -> Row:
    return {column.key: row[column.key] for column in table_of(rows).columns if column.key in row}
