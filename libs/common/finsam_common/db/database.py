"""One database of one service: reads beside one another, writes in transactions of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import Executable, MetaData, RowMapping, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from finsam_common.db.sqlite import connect
from finsam_common.db.units import Read, Write
from finsam_common.events.waiting import together

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
)
_SQLITE = {"async_creator_fn": connect}
_POSTGRES = {
    "server_settings": {
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",
        "work_mem": "32MB",
    },
    "timeout": 5,
}
"""A lock is waited for 5 s (api.md: concurrent equals), a forgotten transaction ends by itself.

No statement of ours runs so long that it would be worth compiling; a report groups in memory what 4 MB do not hold.
"""

_BRIEF = "SET LOCAL idle_in_transaction_session_timeout = '2s'"


class Database:
    """An engine by URL. On SQLite one fair lock in the process precedes ``BEGIN IMMEDIATE``."""

    def __init__(self, url: str, metadata: MetaData, *, pool_size: int = 10) -> None:
        self.metadata = metadata
        self.engine = _engine(url, pool_size)
        self._writing = self.engine.execution_options(immediate=True)
        self._reading = self._steady = self.engine
        if self.dialect_name == "postgresql":  # no BEGIN and ROLLBACK around what reads
            self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._steady = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._lock = asyncio.Lock() if self.dialect_name == "sqlite" else None

    @property
    def dialect_name(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Read]:
        """A unit of reading: sees one state on SQLite, each statement the committed state on PostgreSQL."""
        async with self._reading.connect() as connection:
            yield Read(connection, self.metadata)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Read]:
        """A unit of reading whose statements all see the state that the first one saw."""
        async with self._steady.connect() as connection:
            yield Read(connection, self.metadata)

    async def beside(self, snapshot: Read, *statements: Executable) -> list[Sequence[RowMapping]]:
        """The rows of statements that see a snapshot's state; on PostgreSQL at once, on connections of their own."""
        here, *others = statements
        if not others or self.dialect_name != "postgresql":
            return [await snapshot.all(each) for each in statements]
        name = await snapshot.scalar(text("SELECT pg_export_snapshot()"))

        async def elsewhere(statement: Executable) -> Sequence[RowMapping]:
            async with self.snapshot() as other:
                await other.connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{name}'")
                return await other.all(statement)

        return await together([snapshot.all(here), *map(elsewhere, others)])

    @asynccontextmanager
    async def write(self, *, brief: bool = False) -> AsyncIterator[Write]:
        """A unit of work: one transaction, flushed and committed at its end, rolled back on any exception.

        ``brief``: others wait for what it locks. One whose process falls silent in the middle is ended soon.
        """
        async with self._turn(), self._writing.connect() as connection:
            async with connection.begin():
                if brief and self.dialect_name == "postgresql":
                    await connection.exec_driver_sql(_BRIEF)
                uow = Write(connection, self.metadata)
                try:
                    yield uow
                    await uow.flush()
                finally:
                    await uow.close()
            uow.committed()

    @asynccontextmanager
    async def write_once(self) -> AsyncIterator[Write]:
        """A unit of work of one statement: on PostgreSQL that is a transaction by itself, without BEGIN and COMMIT."""
        if self.dialect_name != "postgresql":
            async with self.write() as uow:
                yield uow
        else:
            async with self._reading.connect() as connection:
                yield Write(connection, self.metadata)

    async def ping(self) -> None:
        """Raise when the database does not answer."""
        async with self.read() as read:
            await read.connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    def _turn(self) -> AbstractAsyncContextManager[Any]:
        return self._lock or nullcontext()


def _engine(url: str, pool_size: int) -> AsyncEngine:
    if not url.startswith("sqlite"):
        engine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=5, connect_args=_POSTGRES)
        event.listen(engine.sync_engine, "checkout", _refuse_closed)
        return engine
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=30, connect_args=_SQLITE)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _refuse_closed(connection: DBAPIConnection, _: ConnectionPoolEntry, __: Any) -> None:
    """Let the pool take another connection: the driver hears at once when the server ends one, nobody need ask it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
