"""``column in values`` whose text is the same for any number of values, so that a database plans it once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Self

from sqlalchemy import ARRAY, Boolean, Column, ColumnElement, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _Many(TypeDecorator[Sequence[Any]]):
    """Values of one type as one parameter: an array on PostgreSQL, JSON elsewhere."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where the database has them."""
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """The values as they are bound one by one."""
        if dialect.name == "postgresql" or value is None:
            return value
        bind = self.item.dialect_impl(dialect).bind_processor(dialect)
        return json.dumps([each if bind is None else bind(each) for each in value])


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()
    name = "among"

    def self_group(self, against: Any = None) -> Self:
        """As it is: compared with 1, as SQLite's booleans are, it would keep the database from using an index."""
        return self


def among(columns: Column[Any] | Sequence[Column[Any]], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column's value is one of ``values``; for several columns, one of the tuples."""
    several = columns if isinstance(columns, Sequence) else (columns,)
    rows = list(values) if isinstance(columns, Sequence) else [(value,) for value in values]
    lists = [[row[i] for row in rows] for i in range(len(several))]
    binds = [bindparam(None, each, type_=_Many(column.type)) for column, each in zip(several, lists, strict=True)]
    return _Among(*several, *binds)


def among_given(columns: Sequence[Column[Any]], names: Sequence[str]) -> ColumnElement[bool]:
    """As ``among``, for a statement that is made once: each column's values are the parameter of its name."""
    binds = [bindparam(name, type_=_Many(column.type)) for name, column in zip(names, columns, strict=True)]
    return _Among(*columns, *binds)


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: Any, **options: Any) -> str:
    columns, lists = _parts(element, compiler, options)
    if len(columns) == 1:
        return f"{columns[0]} = ANY ({lists[0]})"
    return f"({', '.join(columns)}) IN (SELECT * FROM unnest({', '.join(lists)}))"


@compiles(_Among, "sqlite")
def _as_json(element: _Among, compiler: Any, **options: Any) -> str:
    columns, lists = _parts(element, compiler, options)
    if len(columns) == 1:
        return f"{columns[0]} IN (SELECT value FROM json_each({lists[0]}))"
    picked = ", ".join(f"j{i}.value" for i in range(len(lists)))
    joined = " JOIN ".join(
        f"json_each({each}) AS j{i}" + (f" ON j{i}.key = j0.key" if i else "") for i, each in enumerate(lists)
    )
    return f"({', '.join(columns)}) IN (SELECT {picked} FROM {joined})"


def _parts(element: _Among, compiler: Any, options: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The columns and the parameters, in SQL."""
    texts = [compiler.process(clause, **options) for clause in element.clauses]
    half = len(texts) // 2
    return texts[:half], texts[half:]
