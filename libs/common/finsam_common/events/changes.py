"""What a projection says about its tables, and how many changes are written in few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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


class Rounds:
    """Changes in their order, to be written in few statements: each row's first change, then each row's second, …

    A row's changes are not merged into one: what the database refuses of an event on its own it refuses in a batch,
    so that a batch's size never decides what is parked.
    """

    def __init__(self) -> None:
        self._rounds: list[dict[Table, list[Change]]] = []
        self._changed: Counter[tuple[Table, tuple[Any, ...]]] = Counter()

    def add(self, change: Change) -> None:
        """Let a change follow those before. NotOfTheTable when its columns are not the table's."""
        table = table_of(change.table)
        row = _complete(table, change)
        of_row = (table, tuple(row[column.key] for column in table.primary_key))
        if self._changed[of_row] == len(self._rounds):
            self._rounds.append({})
        self._rounds[self._changed[of_row]].setdefault(table, []).append(type(change)(table, row))
        self._changed[of_row] += 1

    def statements(self) -> Iterator[tuple[Verb, Table, list[Row]]]:
        """What to write, one statement each: rows have the same columns in the same order, no row stands twice."""
        for changes_of in self._rounds:
            for table, changes in changes_of.items():
                yield from _statements(table, changes)


def _statements(table: Table, changes: Sequence[Change]) -> Iterator[tuple[Verb, Table, list[Row]]]:
    removed = [dict(each.row) for each in changes if isinstance(each, Remove)]
    if removed:
        yield "remove", table, removed
    put = [dict(each.row) for each in changes if isinstance(each, Put)]
    if put:
        yield "upsert", table, put
    amended: dict[tuple[str, ...], list[Row]] = {}
    for each in changes:
        if isinstance(each, Amend) and len(each.row) > len(table.primary_key):
            amended.setdefault(tuple(each.row), []).append(dict(each.row))
    for rows in amended.values():
        yield "amend", table, rows


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
    return {column.key: change.row[column.key] for column in table.columns if column.key in change.row}
