"""Rebuilds that operators began: each runs in the background, and its row says how it ended."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import structlog

from finsam_common.db.database import Database
from finsam_common.events.comparing import Compared
from finsam_common.events.projections import ProjectionSet
from finsam_common.events.replay import CannotRebuildError, rebuild
from finsam_common.operations.acts import About, record
from finsam_common.operations.rebuild_rows import ended
from finsam_common.operations.schemas import RebuildStatus, Swap
from finsam_common.transports import Transport

log = structlog.get_logger()


class Rebuilds:
    """The rebuilds that run in this process."""

    def __init__(self, database: Database, transport: Transport) -> None:
        self._database = database
        self._transport = transport
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, id_: UUID, projection_set: ProjectionSet, swap: Swap, by: dict[str, Any]) -> None:
        """Run a rebuild whose row has been committed; ``by`` says for the audit who began it."""
        task = asyncio.create_task(self._run(id_, projection_set, swap, by), name=f"rebuild {projection_set.name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ended(self) -> None:
        """Wait for what runs."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Interrupt what runs; the live tables are as they were."""
        for task in self._tasks:
            task.cancel()
        await self.ended()

    async def _run(self, id_: UUID, projection_set: ProjectionSet, swap: Swap, by: dict[str, Any]) -> None:
        status: RebuildStatus = "interrupted"
        compared: list[Compared] | None = None
        trouble: str | None = None
        try:
            compared = await rebuild(self._database, self._transport, projection_set, swap=swap)
            equal = all(each.equal for each in compared)
            status = "swapped" if swap == "always" or (swap == "when-equal" and equal) else "compared"
        except CannotRebuildError as error:
            status, trouble = "refused", str(error)
        except Exception as error:
            status, trouble = "failed", type(error).__name__
            log.error("rebuild.failed", projection_set=projection_set.name, exc_info=error)
        finally:
            about = About(projection_set=projection_set.name, rebuild_id=id_, swap=swap, status=status)
            async with self._database.write() as uow:
                await ended(uow, id_, status, trouble, compared)
                await record(uow, {"act": "rebuild-ended", "reason": None, **by}, about)
