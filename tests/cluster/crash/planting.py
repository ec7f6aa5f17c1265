"""Faults planted in the real databases, to see the checker find them: taken back afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import Table, and_, delete, insert, select

from finsam_common.db import Database
from tests.cluster.crash.evidence import Wrong
from tests.cluster.crash.gathering import Platform

Due = tuple[Wrong, str]
Row = dict[str, Any]


def plants(platform: Platform) -> Iterator[AbstractAsyncContextManager[Due]]:
    """What is planted, one at a time; each gives what must be found of it."""
    reporting, followup = platform.databases["reporting"], platform.databases["followup"]
    yield _lost(reporting, "headcounts", (Wrong.LOST, "headcounts in reporting"))
    yield _lost(followup, "budget_versions", (Wrong.LOST, "follow-up's own versions"))
    yield _lost(followup, "outbox", (Wrong.LOST, "follow-up's outbox"))
    yield _doubled(reporting, "budgets", (Wrong.NOBODY_SENT, "budgets in reporting"))
    yield _doubled(followup, "headcount_versions", (Wrong.NOBODY_SENT, "follow-up's own versions"))


@asynccontextmanager
async def _lost(database: Database, name: str, due: Due) -> AsyncIterator[Due]:
    """One row is gone."""
    table, row = await _some_row(database, name)
    async with database.write() as uow:
        await uow.execute(delete(table).where(_is(table, row)))
    try:
        yield due
    finally:
        async with database.write() as uow:
            await uow.execute(insert(table).values(**row))


@asynccontextmanager
async def _doubled(database: Database, name: str, due: Due) -> AsyncIterator[Due]:
    """One row is there a second time, under a version that nobody sent."""
    table, row = await _some_row(database, name)
    double = row | {"version": row["version"] + 1000}
    async with database.write() as uow:
        await uow.execute(insert(table).values(**double))
    try:
        yield due
    finally:
        async with database.write() as uow:
            await uow.execute(delete(table).where(_is(table, double)))


async def _some_row(database: Database, name: str) -> tuple[Table, Row]:
    table = database.metadata.tables[name]
    async with database.read() as read:
        (row,) = await read.all(select(table).order_by(*table.primary_key).limit(1))
    return table, dict(row)


def _is(table: Table, row: Row) -> Any:
    return and_(*(column == row[column.key] for column in table.primary_key))
