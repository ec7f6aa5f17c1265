"""What follows from a projection set's rows: written by SQL over these rows, for those that a batch has put."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Executable, Subquery, Table

from finsam_common.db import rows as many
from finsam_common.db.units import Write

Tables = Callable[[Table], Table]
"""Gives the table that stands for one of the set's: itself, or its shadow in a replay."""

Concerns = Callable[[Mapping[str, Any]], bool]
"""Pure: whether anything can follow from a row that was put."""

Statements = Callable[[Tables, Subquery], Iterable[Executable]]
"""Pure: the statements to run after rows have been put, in their order; the rows are given as a subquery."""


def always(_: Mapping[str, Any]) -> bool:
    """Any row concerns."""
    return True


@dataclass(frozen=True, slots=True)
class Derivation:
    """Statements, with the table whose rows they follow from and the columns that they are given of rows put."""

    of: Table
    columns: tuple[str, ...]
    concerns: Concerns
    statements: Statements

    async def write(self, uow: Write, put: Sequence[Mapping[str, Any]], into: Mapping[Table, Table]) -> None:
        """Write what follows from rows that have been put into the table, or into that which stands for it."""
        distinct = {tuple([row[name] for name in self.columns]): row for row in put if self.concerns(row)}
        if not distinct:
            return
        parameters = {"rows": many.parameter(self.of, self.columns, list(distinct.values()), uow.dialect)}
        for statement in _prepared(self, tuple(into.items()), uow.dialect):
            await uow.execute(statement, parameters)


@lru_cache(maxsize=64)
def _prepared(
    derivation: Derivation, into: tuple[tuple[Table, Table], ...], dialect: Dialect
) -> tuple[Executable, ...]:
    """The statements, made once: to put them together takes longer than to run them."""
    copies = dict(into)
    given = many.given(derivation.of, derivation.columns, dialect)
    return tuple(derivation.statements(lambda table: copies.get(table, table), given))
