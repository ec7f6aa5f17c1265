"""Idempotency keys are kept for their days and then forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from finsam_common.db import Database
from finsam_common.writes import Answer, Writer, idempotency
from tests.common.writes.library import Base, Lend, Return, entry, loan
from tests.common.writes.test_registrations import ID, rows

KEYS = Base.metadata.tables[idempotency.TABLE]


async def age(database: Database, days: int) -> None:
    async with database.write() as uow:
        await uow.execute(KEYS.update().values(recorded_at=uow.now - timedelta(days=days)))


async def test_a_key_is_forgotten_after_its_days_and_not_before(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan()), key="k"))
    await age(database, 29)
    async with database.write() as uow:
        assert await idempotency.forget(uow, 30) == 0
    await age(database, 31)
    stop = asyncio.Event()
    keeping = asyncio.create_task(idempotency.keep(database, 30, stop))
    await asyncio.wait([keeping], timeout=1)
    stop.set()
    await keeping
    assert await rows(database, idempotency.TABLE) == []


async def test_a_forgotten_key_may_be_used_again(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan()), key="k"))
    async with database.write() as uow:
        await uow.execute(KEYS.delete())
    again = await writer.submit(entry(Return(ID), key="k", if_match=1))
    assert isinstance(again, Answer)
