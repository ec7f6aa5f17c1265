"""Writers that meet: equal keys, equal ETags, deadlocks, lost connections, a full disk, a locked database."""

from __future__ import annotations

import asyncio
import sqlite3
from uuid import uuid4

import pytest
from sqlalchemy import make_url, select, text

from finsam_common.db import Database
from finsam_common.problems import PreconditionFailed, Unavailable
from finsam_common.writes import Accepted, Answer, Writer
from tests import engines
from tests.common.writes.library import LOANS, SEALING, Base, Lend, Prolong, entry, handlers, loan
from tests.common.writes.test_registrations import rows

postgres = pytest.mark.skipif(not engines.POSTGRES, reason="needs FINSAM_TEST_POSTGRES, as in .ci/run")
sqlite = pytest.mark.skipif(bool(engines.POSTGRES), reason="about SQLite files")
HOME = loan().federation_id
HEADS = Base.metadata.tables["loan_heads"]


async def test_fifty_equal_posts_with_one_key_have_one_effect_and_one_answer(
    writer: Writer, database: Database
) -> None:
    answers = await asyncio.gather(*(writer.submit(entry(Lend(loan()), key="k")) for _ in range(50)))
    assert {(a.status, a.body, a.location) for a in answers if isinstance(a, Answer)} == {
        (201, answers[0].body, answers[0].location)  # type: ignore[union-attr]
    }
    assert all(isinstance(answer, Answer) for answer in answers)
    assert len(await rows(database, "outbox")) == len(await rows(database, "loan_versions")) == 1


async def test_two_equal_etags_in_two_transactions_are_one_200_and_one_412(writer: Writer) -> None:
    await writer.submit(entry(Lend(loan())))
    change = LOANS.id_of(HOME, "a")
    answers = await asyncio.gather(
        *(writer.submit(entry(Prolong(change, loan(days=days)), if_match=1)) for days in (20, 21))
    )
    assert sorted(type(answer).__name__ for answer in answers) == [Answer.__name__, PreconditionFailed.__name__]


async def test_writers_of_many_rows_in_any_order_all_get_through(writer: Writer, database: Database) -> None:
    names = [f"n{i}" for i in range(40)]
    batches = [
        [entry(Lend(loan(name, days=turn)), in_file=True) for name in names[:: 1 if turn % 2 else -1]]
        for turn in range(8)
    ]
    assert await asyncio.gather(*(writer.run(batch) for batch in batches)) == [None] * 8
    assert {row["version"] for row in await rows(database, "loan_heads")} == {8}


async def test_a_client_that_hangs_up_cancels_nothing_half_way(writer: Writer, database: Database) -> None:
    waiting = [asyncio.create_task(writer.submit(entry(Lend(loan(f"x{i}"))))) for i in range(20)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await writer.close()
    assert len(await rows(database, "outbox")) == len(await rows(database, "loan_versions")) in (0, 20)
    assert isinstance(await writer.submit(entry(Lend(loan("y")))), Answer)


@postgres
async def test_a_deadlock_is_decided_again(writer: Writer, database: Database) -> None:
    for name in ("a", "b"):
        await writer.submit(entry(Lend(loan(name))))
    first, second = sorted(LOANS.id_of(HOME, name) for name in ("a", "b"))
    async with database.engine.connect() as other:
        await other.execute(text("SET deadlock_timeout = '20s'"))
        await other.execute(select(HEADS).where(HEADS.c.id == second).with_for_update())
        batch = [entry(Lend(loan(name, days=99)), in_file=True) for name in ("a", "b")]
        running = asyncio.create_task(writer.run(batch))
        await engines.until_somebody_waits(database)
        await other.execute(text("SET lock_timeout = '20s'"))
        await other.execute(select(HEADS).where(HEADS.c.id == first).with_for_update())  # closes the circle
        await other.rollback()
        assert await running is None
    assert all(isinstance(each.outcome, Accepted) for each in batch)
    assert {row["version"] for row in await rows(database, "loan_heads")} == {2}


@postgres
async def test_a_lost_connection_is_503_to_all_and_nothing_half_written(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan("b"))))
    async with database.engine.connect() as other:
        await other.execute(select(HEADS).with_for_update())
        batch = [entry(Lend(loan(name, days=99)), in_file=True) for name in ("a", "b")]
        running = asyncio.create_task(writer.run(batch))
        victim = await engines.until_somebody_waits(database)
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": victim})
        assert isinstance(await running, Unavailable)
        await other.rollback()
    assert [row["external_id"] for row in await rows(database, "loan_versions")] == ["b"]
    assert isinstance(await writer.submit(entry(Lend(loan("a")))), Answer)


@pytest.mark.skipif(not engines.SMALL_DISK, reason="needs FINSAM_TEST_SMALL_DISK, as in .ci/run")
async def test_a_full_disk_of_postgresql_is_503_and_nothing_half_written() -> None:
    await engines.administer(
        f"CREATE TABLESPACE small LOCATION '{engines.SMALL_DISK}'",
        "CREATE DATABASE small TEMPLATE template0 TABLESPACE small",
    )
    url = make_url(engines.POSTGRES).set(database="small").render_as_string(hide_password=False)
    database = Database(url, Base.metadata)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    writer = Writer("library", database, handlers, SEALING)
    text = "".join(uuid4().hex for _ in range(2000))  # does not compress
    answers = [await writer.submit(entry(Lend(loan(f"b{i}", book=text)), key=f"k{i}")) for i in range(300)]
    accepted = [answer for answer in answers if isinstance(answer, Answer)]
    assert isinstance(answers[-1], Unavailable)
    assert len(await rows(database, "loan_versions")) == len(await rows(database, "outbox")) == len(accepted)
    await database.close()
    await engines.administer("DROP DATABASE small WITH (FORCE)", "DROP TABLESPACE small")


@sqlite
async def test_a_full_disk_is_503_and_nothing_half_written(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan("a"))))
    async with database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()

    async def limit(pages: int) -> None:
        for connection in [await database.engine.connect() for _ in range(10)]:
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            await connection.rollback()
            await connection.close()

    await limit(pages or 1)
    big = [entry(Lend(loan(f"b{i}", book="x" * 10_000)), key=f"k{i}") for i in range(100)]
    problem = await writer.run(big)
    assert isinstance(problem, Unavailable)
    assert problem.headers["Retry-After"]
    assert [row["external_id"] for row in await rows(database, "loan_versions")] == ["a"]
    await limit(2**30)
    assert await writer.run(big) is None
    assert len(await rows(database, "loan_versions")) == 101


@sqlite
async def test_a_locked_database_is_503_and_nothing_half_written(writer: Writer, database: Database) -> None:
    other = sqlite3.connect(str(make_url(str(database.engine.url)).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert isinstance(await writer.submit(entry(Lend(loan()))), Unavailable)
    other.execute("ROLLBACK")
    other.close()
    assert await rows(database, "loan_heads") == []
    assert isinstance(await writer.submit(entry(Lend(loan()))), Answer)
