"""News of the outbox between processes: PostgreSQL's NOTIFY. On SQLite there is one process, and it wakes itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from finsam_common.db.database import Database

CHANNEL: Final = "finsam_outbox"
ANNOUNCE: Final = f"SELECT pg_notify('{CHANNEL}', '')"
"""Lets the relay, wherever it runs, hear of the commit of the transaction that runs this."""

Alive = Callable[[], bool]


@asynccontextmanager
async def listening(database: Database, wake: Callable[[], None]) -> AsyncIterator[Alive]:
    """Be woken by what other processes announce; gives a function that says whether the line still stands."""
    if database.dialect_name != "postgresql":
        yield lambda: True
        return

    def heard(*_: Any) -> None:
        wake()

    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.add_listener(CHANNEL, heard)
        try:
            yield lambda: not driver.is_closed()
        finally:
            if not driver.is_closed():
                await driver.remove_listener(CHANNEL, heard)
