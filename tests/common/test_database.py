"""A database whose server has ended connections is used as if nothing had been; SQLite's thread is visited seldom."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from tests import engines
from tests.common.events.harbour import GREETINGS, open_database


@pytest.mark.skipif(not engines.POSTGRES, reason="a file has no server that ends connections")
async def test_a_connection_that_the_server_has_ended_is_not_used_again(tmp_path: Path) -> None:
    async with open_database(tmp_path, "ended") as database:
        others = "pid != pg_backend_pid() AND datname = current_database()"
        async with database.read() as one, database.read() as other:  # two connections are in the pool from here on
            assert await one.scalar(text("SELECT 1")) == await other.scalar(text("SELECT 1"))
        async with database.read() as read:
            assert await read.all(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        await asyncio.sleep(0.1)  # the driver hears of it
        for _ in range(3):
            async with database.read() as one, database.write() as other:
                assert await one.scalar(text("SELECT 1")) == await other.scalar(text("SELECT 1"))


@pytest.mark.skipif(bool(engines.POSTGRES), reason="the driver of PostgreSQL has no thread")
async def test_a_statement_and_its_rows_cost_one_visit_to_the_thread_of_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(tmp_path, "visited") as database, database.write() as uow:
        driver: Any = (await uow.connection.get_raw_connection()).driver_connection
        visits: list[str] = []
        visit = driver._execute

        async def counted(run: Any, *arguments: Any) -> Any:
            visits.extend(arguments[1:2])
            return await visit(run, *arguments)

        monkeypatch.setattr(driver, "_execute", counted)
        put = text("INSERT INTO greetings (ship, berth_seen) VALUES ('Anna', 1), ('Berta', 2) RETURNING ship")
        assert [row["ship"] for row in await uow.all(put)] == ["Anna", "Berta"]
        assert await uow.execute(text("UPDATE greetings SET berth_seen = 3")) == 2
        remove = text("DELETE FROM greetings WHERE ship = :ship")
        assert await uow.execute(remove, [{"ship": "Anna"}, {"ship": "nobody"}]) == 1
        assert [visited.split()[0] for visited in visits] == ["INSERT", "UPDATE", "DELETE"]


async def test_a_snapshot_sees_nothing_that_comes_after_its_first_look(tmp_path: Path) -> None:
    async with open_database(tmp_path, "steady") as database:

        async def write() -> None:
            async with database.write() as uow:
                await uow.insert(GREETINGS, [{"ship": "Anna", "berth_seen": 1}])

        async with database.snapshot() as snapshot:
            before = await snapshot.all(select(GREETINGS))
            await write()
            assert before == await snapshot.all(select(GREETINGS)) == []
        async with database.snapshot() as snapshot:
            assert len(await snapshot.all(select(GREETINGS))) == 1


async def test_statements_beside_a_snapshot_see_its_state(tmp_path: Path) -> None:
    async with open_database(tmp_path, "beside") as database:
        async with database.snapshot() as snapshot:
            before = await snapshot.all(select(GREETINGS))
            async with database.write() as uow:
                await uow.insert(GREETINGS, [{"ship": "Anna", "berth_seen": 1}])
            assert await database.beside(snapshot, *[select(GREETINGS)] * 3) == [before] * 3 == [[]] * 3
        async with database.snapshot() as snapshot:
            (rows,) = await database.beside(snapshot, select(GREETINGS.c.ship))
            assert [row["ship"] for row in rows] == ["Anna"]


async def test_what_reads_holds_no_transaction_open(tmp_path: Path) -> None:
    async with open_database(tmp_path, "reading") as database, database.read() as read:
        await read.scalar(text("SELECT 1"))
        if engines.POSTGRES:
            async with database.write() as uow:
                state = (
                    "SELECT state FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = current_database()"
                )
                assert [row["state"] for row in await uow.all(text(state))] == ["idle"]
