"""SQLite's driver with one visit to its thread for a statement and its rows, where aiosqlite's cursor pays four."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self

import aiosqlite

_NO_CHUNKS: Final = 0


class _Cursor:
    """What SQLAlchemy asks of a driver's cursor. It holds what the statement gave, and nothing in the database."""

    arraysize = 1

    def __init__(self, visit: Callable[..., Any], connection: sqlite3.Connection) -> None:
        self._visit = visit
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, operation: str, parameters: Iterable[Any] = ()) -> Self:
        """Run a statement, and take its rows."""
        await self._visit(self._run, self._connection.execute, operation, parameters)
        return self

    async def executemany(self, operation: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Run a statement for each of many parameters."""
        await self._visit(self._run, self._connection.executemany, operation, parameters)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """The rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""

    def _run(self, execute: Callable[..., sqlite3.Cursor], operation: str, parameters: Any) -> None:
        cursor = execute(operation, parameters)
        self._rows = cursor.fetchall()  # before the others: what RETURNING gives has to be read for them to be known
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class _Connection(aiosqlite.Connection):
    def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self._execute, self._conn)


async def connect(path: str, **options: Any) -> aiosqlite.Connection:
    """A connection to a file, with the options of the standard library's; its thread ends with the process."""
    connection = _Connection(lambda: sqlite3.connect(path, **options), _NO_CHUNKS)
    connection._thread.daemon = True
    return await connection
