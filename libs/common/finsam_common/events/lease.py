"""A lease in the database: of several processes one does the work, and another soon after it is gone."""

from __future__ import annotations

import time
from typing import Final
from uuid import uuid4

from sqlalchemy import BigInteger, ColumnElement, literal_column, or_, select, update

from finsam_common.db.database import Database
from finsam_common.db.units import Read

RENEWED_AFTER_SECONDS: Final = 1.0
_NOW_MS: Final = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
}


class Lease:
    """One holder at a time by the database's clock, except for moments in which a slow one believes it still is."""

    def __init__(self, database: Database, name: str, seconds: float = 3.0) -> None:
        self._database = database
        self._table = database.metadata.tables["leases"]
        self._name = name
        self._milliseconds = int(seconds * 1000)
        self._me = uuid4()
        self._renewed: float | None = None
        self._not_before = 0.0

    @property
    def was_ours(self) -> bool:
        """Whether it was ours when the database was last asked."""
        return self._renewed is not None

    async def held(self) -> bool:
        """Whether the lease is ours. Asks the database when the last time is a second ago, or it was not ours then."""
        if self._renewed is not None and time.monotonic() - self._renewed < RENEWED_AFTER_SECONDS:
            return True
        asked = time.monotonic()
        if asked < self._not_before:
            return False
        self._renewed = asked if await self._take() else None
        return self.was_ours

    async def renew(self) -> None:
        """If it is ours, renew it early, while there is time: so that ``held`` need not ask when there is none."""
        if self._renewed is not None and time.monotonic() - self._renewed > RENEWED_AFTER_SECONDS / 2:
            self._renewed = None
            await self.held()

    async def release(self) -> None:
        """Let another take it at once, if it was ours."""
        if self._renewed is None:
            return
        self._renewed = None
        mine = (self._table.c.name == self._name) & (self._table.c.holder == self._me)
        async with self._database.write(brief=True) as uow:
            await uow.execute(update(self._table).where(mine).values(expires_ms=0))

    async def leave(self, seconds: float) -> None:
        """Let another take it, and ask for it again only after a while."""
        await self.release()
        self._not_before = time.monotonic() + seconds

    async def _take(self) -> bool:
        table = self._table
        async with self._database.write(brief=True) as uow:
            now = _now(uow)
            free = {"name": self._name, "holder": self._me, "expires_ms": 0}
            await uow.insert(table, [free], ignore=True)
            to_have = or_(table.c.holder == self._me, table.c.expires_ms < now)
            taken = update(table).where(table.c.name == self._name, to_have)
            return await uow.execute(taken.values(holder=self._me, expires_ms=now + self._milliseconds)) == 1


async def is_held(read: Read, name: str) -> bool:
    """Whether anybody holds the lease of this name now."""
    table = read.metadata.tables["leases"]
    return bool(await read.all(select(table.c.name).where(table.c.name == name, table.c.expires_ms >= _now(read))))


def _now(read: Read) -> ColumnElement[int]:
    return literal_column(_NOW_MS[read.dialect.name], BigInteger)
