"""Every column type goes into a row and comes back the same, on both engines."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table, Text, Uuid, select
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import DBAPIError

from finsam_common.db import Database, Json, UtcDateTime, among
from finsam_common.db.rows import Change, parameter
from tests import engines

METADATA = MetaData()
for name in ("outbox",):
    Table(name, METADATA, Column("id", Integer, primary_key=True))
Table("heads", METADATA, Column("id", Uuid(), primary_key=True))
THINGS = Table(
    "things",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("uuid", Uuid()),
    Column("day", Date),
    Column("moment", UtcDateTime()),
    Column("yes", Boolean),
    Column("big", BigInteger),
    Column("line", String(100)),
    Column("text", Text),
    Column("json", Json),
    Column("order", Integer),
)
FULL: dict[str, Any] = {
    "id": 1,
    "uuid": UUID(int=2**128 - 1),
    "day": date(2024, 2, 29),
    "moment": datetime(2024, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    "yes": True,
    "big": 2**63 - 1,
    "line": 'räksmörgås "citat" \\ \' $1 :rows',
    "text": "å" * 10_000,
    "json": {"a": [1, "två", None, {"b": True}], "c": 1.5},
    "order": -1,
}
EMPTY: dict[str, Any] = {"id": 2, **{name: None for name in FULL if name != "id"}}


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    url = await engines.new_database(tmp_path, "things")
    database = Database(url, METADATA)
    async with database.engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    yield database
    await database.close()
    await engines.drop_database(url)


async def stored(database: Database) -> list[dict[str, Any]]:
    async with database.read() as read:
        return [dict(row) for row in await read.all(select(THINGS).order_by(THINGS.c.id))]


async def test_every_type_comes_back_as_it_went_in(database: Database) -> None:
    async with database.write() as uow:
        await uow.insert(THINGS, [FULL, EMPTY])
    assert await stored(database) == [FULL, EMPTY]


async def test_an_upsert_replaces_and_an_amendment_changes_what_is_there(database: Database) -> None:
    async with database.write() as uow:
        await uow.insert(THINGS, [FULL])
        await uow.upsert(THINGS, [FULL | {"line": "ny"}, EMPTY])
        await uow.amend(THINGS, [{"id": 2, "order": 7, "yes": False}, {"id": 3, "order": 8, "yes": False}])
        await uow.insert(THINGS, [FULL | {"line": "inte"}], ignore=True)
    assert await stored(database) == [FULL | {"line": "ny"}, EMPTY | {"order": 7, "yes": False}]
    async with database.write() as uow:
        await uow.remove(THINGS, [{"id": 1}, {"id": 9}])
    assert [row["id"] for row in await stored(database)] == [2]


async def test_a_text_that_is_too_long_is_an_error_where_the_engine_counts_and_never_cut(database: Database) -> None:
    long = "x" * 101
    try:
        async with database.write() as uow:
            await uow.insert(THINGS, [FULL | {"line": long}])
    except DBAPIError:
        assert await stored(database) == []
    else:
        assert [row["line"] for row in await stored(database)] == [long]


async def test_a_moment_without_its_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        async with database.write() as uow:
            await uow.insert(THINGS, [FULL | {"moment": datetime(2024, 1, 1)}])


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_survives_its_journey_as_a_parameter(text: str) -> None:
    assert json.loads(parameter(THINGS, ("text",), [{"text": text}], dialect())) == [[text]]


async def test_rows_are_found_among_any_number_of_values(database: Database) -> None:
    async with database.write() as uow:
        await uow.insert(THINGS, [FULL, EMPTY | {"id": 3, "uuid": UUID(int=7), "line": "a"}])

    async def found(condition: Any) -> list[int]:
        async with database.read() as read:
            rows = await read.all(select(THINGS.c.id).where(condition).order_by(THINGS.c.id))
        return [row["id"] for row in rows]

    c = THINGS.c
    assert await found(among(c.uuid, [FULL["uuid"], UUID(int=1)])) == [1]
    assert await found(among(c.id, range(100))) == [1, 3]
    assert await found(among(c.line, [])) == []
    assert await found(among((c.uuid, c.line), [(FULL["uuid"], "a"), (UUID(int=7), "a")])) == [3]


@pytest.mark.skipif(bool(engines.POSTGRES), reason="PostgreSQL reads a small table from end to end, rightly")
async def test_what_is_looked_for_among_values_is_looked_up_in_an_index(database: Database) -> None:
    for condition in (among(THINGS.c.id, [1, 2]), among((THINGS.c.id, THINGS.c.line), [(1, "a")])):
        statement = select(THINGS.c.line).where(condition).compile(dialect=dialect())
        async with database.read() as read:
            parameters = tuple("[1]" for _ in statement.positiontup or ())
            rows = await read.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        assert any(row.detail.startswith("SEARCH things") for row in rows)


async def test_rows_of_several_tables_are_written_together(database: Database) -> None:
    other = METADATA.tables["outbox"]
    async with database.write() as uow:
        await uow.insert(THINGS, [FULL, EMPTY])
    async with database.write() as uow:
        uow.gather([Change("insert", other, [{"id": 5}]), Change("amend", THINGS, [{"id": 1, "order": 9}])])
        uow.gather([Change("remove", THINGS, [{"id": 2}]), Change("insert", THINGS, [])])
    assert await stored(database) == [FULL | {"order": 9}]
    async with database.read() as read:
        assert await read.scalar(select(other.c.id)) == 5


async def test_only_rows_that_were_not_there_are_begun(database: Database) -> None:
    heads = METADATA.tables["heads"]
    one, two = UUID(int=1), UUID(int=2)
    async with database.write() as uow:
        assert await uow.begin(heads, [{"id": one}]) == {one}
        assert await uow.begin(heads, [{"id": one}, {"id": two}]) == {two}
        assert await uow.begin(heads, []) == set()
