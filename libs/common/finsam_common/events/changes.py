"""What a projection says about its tables, and how many changes are written in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

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


@lru_cache(maxsize=512)
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
        self._rounds: list[dict[tuple[Verb, Table, tuple[str, ...]], list[Row]]] = []
        self._changed: dict[tuple[Any, ...], int] = {}

    def add(self, change: Change) -> None:
        """Let a change follow those before. NotOfTheTable when its columns are not the table's."""
        table = table_of(change.table)
        shape, verb = _shape(table), _VERBS[type(change)]
        row = shape.complete(verb, change.row)
        columns = shape.columns if verb == "upsert" else tuple(row)
        of_row = (table, *[row[name] for name in shape.keys])
        before = self._changed.get(of_row, 0)
        self._changed[of_row] = before + 1
        if before == len(self._rounds):
            self._rounds.append({})
        if verb != "amend" or len(row) > len(shape.keys):
            self._rounds[before].setdefault((verb, table, columns), []).append(row)

    def statements(self) -> Iterator[tuple[Verb, Table, list[Row]]]:
        """What to write, one statement each: rows have the same columns in the same order, no row stands twice."""
        for changes_of in self._rounds:
            for (verb, table, _), rows in changes_of.items():
                yield verb, table, rows


_VERBS: Final[Mapping[type[Change], Verb]] = {Remove: "remove", Put: "upsert", Amend: "amend"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is asked of a table at every change: its columns, those of its key, and those that are never NULL."""

    table: str
    columns: tuple[str, ...]
    known: frozenset[str]
    keys: tuple[str, ...]
    needed: tuple[str, ...]
    nothing: Row

    def complete(self, verb: Verb, row: Mapping[str, Any]) -> Row:
        """A change's row in the order of the table's columns; a Put has them all, a Remove the primary key alone."""
        if not row.keys() <= self.known:
            raise NotOfTheTable(f"{self.table} has no {', '.join(sorted(row.keys() - self.known))}")
        missing = [name for name in (self.needed if verb == "upsert" else self.keys) if row.get(name) is None]
        if missing:
            raise NotOfTheTable(f"{self.table} needs {', '.join(missing)}")
        if verb == "upsert":
            return {**self.nothing, **row}
        if verb == "remove":
            return {name: row[name] for name in self.keys}
        return {name: row[name] for name in self.columns if name in row}


@lru_cache(maxsize=512)
def _shape(table: Table) -> _Shape:
    columns = tuple(column.key for column in table.columns)
    return _Shape(
        table.name,
        columns,
        frozenset(columns),
        tuple(column.key for column in table.primary_key),
        tuple(column.key for column in table.columns if not column.nullable),
        dict.fromkeys(columns),
    )
