"""What follows from a projection set's rows: written by SQL over these rows, for those that a batch has put."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Subquery, Table

from finsam_common.db import rows as many
from finsam_common.db.units import Write

Tables = Callable[[Table], Table]
"""Gives the table that stands for one of the set's: itself, or its shadow in a replay."""

Statements = Callable[[Tables, Subquery], Iterable[Executable]]
"""Pure: the statements to run after rows have been put, in their order; the rows are given as a subquery."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Statements, with the table whose rows they follow from and the columns that they are given of rows put."""

    of: Table
    columns: tuple[str, ...]
    statements: Statements

    async def write(self, uow: Write, put: Sequence[Mapping[str, Any]], into: Mapping[Table, Table]) -> None:
        """Write what follows from rows that have been put into the table, or into that which stands for it."""
        given = many.given(self.of, self.columns, uow.dialect)
        parameters = {"rows": many.parameter(self.of, self.columns, put, uow.dialect)}
        for statement in self.statements(lambda table: into.get(table, table), given):
            await uow.execute(statement, parameters)
