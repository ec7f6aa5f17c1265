"""Many rows in one statement: they travel as one JSON parameter, each value through its column's own type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic_core import to_json
from sqlalchemy import Column, Dialect, String, Subquery, Table, TextClause, TextualSelect, text

Row = Mapping[str, Any]
Verb = Literal["insert", "amend", "remove"]
Shape = tuple[Verb, Table, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of one table that are written together with those of others; rows have the same columns."""

    verb: Verb
    table: Table
    rows: Sequence[Row]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rows have, or by which they are named."""
        return tuple(column.key for column in self.table.primary_key) if self.verb == "remove" else tuple(self.rows[0])

    @property
    def shape(self) -> Shape:
        """What a statement for such rows is made of."""
        return self.verb, self.table, self.columns

    def parameter(self, dialect: Dialect) -> str:
        """Its rows as a parameter of the statement."""
        return parameter(self.table, self.columns, self.rows, dialect)


@lru_cache(maxsize=512)
def together_statement(shapes: tuple[Shape, ...], last: str, dialect: Dialect) -> TextClause:
    """One statement (PostgreSQL) that writes rows of several tables, given as ``rows0``, ``rows1``, …, and ends in one.

    Its parts see the state before it, so no row may be touched by two of them.
    """
    parts = [f"c{i} AS ({_sql(*shape, dialect, '', f'rows{i}')})" for i, shape in enumerate(shapes)]
    return text(f"WITH {', '.join(parts)} {last}")


def insert_statement(table: Table, columns: tuple[str, ...], dialect: Dialect, *, ignore: bool = False) -> TextClause:
    """INSERT of n rows, in their order; with ``ignore``, rows whose key exists are left as they are."""
    tail = " ON CONFLICT DO NOTHING" if ignore else ""
    return _statement("insert", table, columns, dialect, tail)


@lru_cache(maxsize=512)
def begin_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> TextualSelect:
    """INSERT of n rows that gives back the column ``id`` of those whose key did not exist."""
    begun = _statement("insert", table, columns, dialect, " ON CONFLICT DO NOTHING RETURNING id")
    return begun.columns(table.c.id)


def change_statement(shape: Shape, dialect: Dialect) -> TextClause:
    """The statement for a change that is written alone."""
    return _statement(*shape, dialect, "")


def upsert_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> TextClause:
    """INSERT of n rows that replaces the given columns of those whose primary key exists."""
    q = dialect.identifier_preparer.quote
    keys = [column.key for column in table.primary_key]
    sets = ", ".join(f"{q(name)} = excluded.{q(name)}" for name in columns if name not in keys)
    action = f"UPDATE SET {sets}" if sets else "NOTHING"
    return _statement("insert", table, columns, dialect, f" ON CONFLICT ({', '.join(map(q, keys))}) DO {action}")


def amend_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> TextClause:
    """UPDATE of the given columns of n rows named by their primary key; a row that is not there stays so."""
    return _statement("amend", table, columns, dialect, "")


def remove_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> TextClause:
    """DELETE of n rows named by their primary key."""
    return _statement("remove", table, columns, dialect, "")


def given(table: Table, columns: tuple[str, ...], dialect: Dialect) -> Subquery:
    """The rows of the parameter ``rows`` as something to select from, with their columns."""
    source = text(_source(table, columns, dialect, "rows"))
    return source.columns(*(Column(name, table.c[name].type) for name in columns)).subquery("given")


def parameter(table: Table, columns: tuple[str, ...], rows: Sequence[Row], dialect: Dialect) -> str:
    """The rows as one JSON array of arrays, in the order of ``columns``."""
    values = [[row[name] for name in columns] for row in rows]
    for position, process in _processors(table, columns, dialect):
        for value in values:
            value[position] = process(value[position])
    return to_json(values).decode()


@lru_cache(maxsize=512)
def _statement(verb: Verb, table: Table, columns: tuple[str, ...], dialect: Dialect, tail: str) -> TextClause:
    return text(_sql(verb, table, columns, dialect, tail, "rows"))


def _sql(verb: Verb, table: Table, columns: tuple[str, ...], dialect: Dialect, tail: str, rows: str) -> str:
    q = dialect.identifier_preparer.quote
    name = dialect.identifier_preparer.format_table(table)
    source = _source(table, columns, dialect, rows)
    names = ", ".join(map(q, columns))
    if verb == "insert":
        return f"INSERT INTO {name} ({names}) {source}{tail}"
    keys = [column.key for column in table.primary_key]
    same = " AND ".join(f"r.{q(key)} = {name}.{q(key)}" for key in keys)
    if verb == "amend":
        sets = ", ".join(f"{q(column)} = r.{q(column)}" for column in columns if column not in keys)
        return f"UPDATE {name} SET {sets} FROM ({source}) AS r WHERE {same}"
    return f"DELETE FROM {name} WHERE EXISTS (SELECT 1 FROM ({source}) AS r WHERE {same})"


def _source(table: Table, columns: tuple[str, ...], dialect: Dialect, rows: str) -> str:
    q = dialect.identifier_preparer.quote
    if dialect.name == "sqlite":
        picked = ", ".join(f"json_extract(e.value, '$[{i}]') AS {q(name)}" for i, name in enumerate(columns))
        # A bare "key" would be a column of that name, as the outbox has one.
        return f"SELECT {picked} FROM json_each(:{rows}) AS e WHERE true ORDER BY e.key"
    types = [_cast(table.c[name], dialect) for name in columns]
    picked = ", ".join(
        f"CAST(e.value ->> {i} AS {type_}) AS {q(name)}"
        for i, (name, type_) in enumerate(zip(columns, types, strict=True))
    )
    return (
        f"SELECT {picked} FROM jsonb_array_elements(CAST(:{rows} AS jsonb)) WITH ORDINALITY AS e(value, ordinal) "
        "ORDER BY e.ordinal"
    )


def _cast(column: Column[Any], dialect: Dialect) -> str:
    """What a value is cast to. A text is not cast to its length: PostgreSQL would cut it off without a word."""
    return "TEXT" if isinstance(column.type, String) else column.type.compile(dialect=dialect)


@lru_cache(maxsize=512)
def _processors(table: Table, columns: tuple[str, ...], dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """What the types of some columns make of their values, with the columns' positions."""
    found = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    return [(position, process) for position, process in enumerate(found) if process is not None]
