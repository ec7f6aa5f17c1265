"""Lines to the log that break: what is sent is lost, or arrives and nobody is told, or arrives late."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from sqlalchemy import update

from finsam_common.db import Database
from finsam_common.transports import LocalLog, Record, TransportUnavailable
from tests.common.events.harbour import Base

Fate = Literal["arrives", "lost", "unacknowledged", "late"]


class Line(LocalLog):
    """The same log through a line of one's own. ``fates`` are those of the publications to come; then all arrive."""

    def __init__(self, path: Path, *fates: Fate) -> None:
        super().__init__(path)
        self.fates = list(fates)
        self.holding = asyncio.Event()
        """Set while something is late."""
        self._released = asyncio.Event()

    def release(self) -> None:
        """Let what is late arrive."""
        self._released.set()

    async def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        fate = self.fates.pop(0) if self.fates else "arrives"
        if fate == "late":
            self._released.clear()
            self.holding.set()
            await self._released.wait()
            self.holding.clear()
        if fate != "lost":
            await super().publish(topic, partition, records)
        if fate in ("lost", "unacknowledged"):
            raise TransportUnavailable("the line broke")


async def expire_lease(database: Database) -> None:
    """Let the holder of the lease be thought dead."""
    async with database.write() as uow:
        await uow.execute(update(Base.metadata.tables["leases"]).values(expires_ms=0))
