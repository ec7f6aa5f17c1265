"""Shadow tables: a set's tables once more under suffixed names, filled beside the live ones to take their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Index, MetaData, Table
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import quoted_name

from finsam_common.db.units import Write

SUFFIX: Final = "__shadow"


class Shadow:
    """Suffixed copies of tables. ``of`` gives the copy of each table.

    Indexes are suffixed too, and on PostgreSQL the primary key's: it keeps one namespace for them and for tables.
    """

    def __init__(self, tables: Sequence[Table], dialect_name: str) -> None:
        metadata = MetaData()
        self.of: Mapping[Table, Table] = {table: _copy(table, metadata) for table in tables}
        if dialect_name == "postgresql":
            for live, shadow in self.of.items():
                shadow.primary_key.name = quoted_name(_primary_key(live) + SUFFIX, quote=None)

    async def create(self, uow: Write) -> None:
        """Have the shadow tables, empty and without indexes but their primary keys'."""
        await self.drop(uow)
        for shadow in self.of.values():
            await uow.connection.execute(CreateTable(shadow))

    async def index(self, uow: Write) -> None:
        """Have their indexes too: sooner made of many rows than kept with each of them."""
        for shadow in self.of.values():
            for index in shadow.indexes:
                await uow.connection.run_sync(index.create)

    async def drop(self, uow: Write) -> None:
        """Have them no more."""
        for shadow in self.of.values():
            await uow.connection.run_sync(shadow.drop, checkfirst=True)

    async def take_over(self, uow: Write) -> None:
        """Put them in the place of the live tables, which are gone then, under the live names."""
        for live, shadow in self.of.items():
            await uow.connection.run_sync(_take_over, live, shadow)


def _copy(live: Table, metadata: MetaData) -> Table:
    shadow = live.to_metadata(metadata, name=live.name + SUFFIX)
    for index, copied in _index_pairs(live, shadow):
        copied.name = quoted_name(f"{index.name}{SUFFIX}", quote=None)
    return shadow


def _index_pairs(live: Table, shadow: Table) -> list[tuple[Index, Index]]:
    """Each index with its copy. TypeError when two are on the same columns, for then nobody can tell them apart."""
    copies = {tuple(column.key for column in index.columns): index for index in shadow.indexes}
    if len(copies) != len(live.indexes):
        raise TypeError(f"{live.name} has two indexes on the same columns")
    return [(index, copies[tuple(column.key for column in index.columns)]) for index in live.indexes]


def _primary_key(table: Table) -> str:
    return str(table.primary_key.name or f"{table.name}_pkey")


def _take_over(connection: Connection, live: Table, shadow: Table) -> None:
    quote = connection.dialect.identifier_preparer.quote
    live.drop(connection)
    connection.exec_driver_sql(f"ALTER TABLE {quote(shadow.name)} RENAME TO {quote(live.name)}")
    if connection.dialect.name == "sqlite":  # which cannot rename an index
        for index, copied in _index_pairs(live, shadow):
            connection.exec_driver_sql(f"DROP INDEX {quote(str(copied.name))}")
            index.create(connection)
        return
    names = [(str(index.name), str(copied.name)) for index, copied in _index_pairs(live, shadow)]
    for name, suffixed in [(_primary_key(live), _primary_key(shadow)), *names]:
        connection.exec_driver_sql(f"ALTER INDEX {quote(suffixed)} RENAME TO {quote(name)}")
