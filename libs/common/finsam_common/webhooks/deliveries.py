"""The delivery of a service's events to all its webhooks: by one process at a time, each webhook at its own pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import RowMapping

from finsam_common.db.database import Database
from finsam_common.events.lease import Lease
from finsam_common.events.waiting import Backoff, News, first_of
from finsam_common.sealing import Sealing
from finsam_common.settings import Settings
from finsam_common.webhooks import metrics, queries
from finsam_common.webhooks.courier import Courier
from finsam_common.webhooks.secrets import seal_anew
from finsam_common.webhooks.sending import Taken

log = structlog.get_logger()

SWEEP_SECONDS: Final = 1.0


class Deliveries:
    """Delivers while it holds the lease. A webhook's pointer moves when its endpoint has taken events.

    A crash, or two of these for a moment, repeats events and never leaves one out. ``published`` brings the news that
    the relay has told the log more; ``wake`` tells the relay that there is something new.
    """

    def __init__(
        self,
        database: Database,
        service: str,
        settings: Settings,
        sealing: Sealing,
        published: News,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._service = service
        self._published = published
        self._courier = Courier(database, service, settings, sealing, wake)
        self._sealing = sealing
        self._lease = Lease(database, "webhooks")
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._sealed_anew = False
        self._measured = float("-inf")

    async def ping(self, webhook: RowMapping) -> Taken:
        """Send an endpoint a signed message that is no event, and see whether it is taken."""
        return await self._courier.ping(webhook)

    async def step(self) -> bool:
        """Deliver a batch to each webhook that is due; whether anything moved."""
        due = await self._due()
        if not due or not await self._lease.held():
            return False
        return any(await asyncio.gather(*map(self._courier.deliver, due)))

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop; woken by the relay, and looking by itself each second."""
        pause = Backoff()
        while not stop.is_set():
            news = self._published.next
            try:
                await self._begin()
                pause.succeeded()
            except Exception as error:
                log.warning("webhooks.failed", service=self._service, error=type(error).__name__)
                await first_of(stop.wait(), timeout=pause.failed())
                continue
            await first_of(stop.wait(), news.wait(), timeout=SWEEP_SECONDS)
        await self._leave_off()

    async def close(self) -> None:
        """Close every connection, and give the lease back, so that the next one begins at once."""
        await self._courier.close()
        await self._lease.release()

    async def _begin(self) -> None:
        """Have every webhook that is due delivered to, each by a task of its own, while the lease is ours."""
        if not self._sealed_anew:
            await seal_anew(self._database, self._service, self._sealing)
            self._sealed_anew = True
        self._tasks = {webhook: task for webhook, task in self._tasks.items() if not task.done()}
        await self._measure()
        due = await self._due()
        if not (due or self._tasks):
            return
        if not await self._lease.held():
            await self._leave_off()
            return
        for webhook in due:
            if webhook["id"] not in self._tasks:
                self._tasks[webhook["id"]] = asyncio.create_task(self._serve(webhook))

    async def _serve(self, webhook: RowMapping) -> None:
        """Deliver to a webhook as long as there is something for it and it is taken."""
        try:
            while await self._courier.deliver(webhook):
                again = await self._due(webhook["id"])
                if not again:
                    return
                (webhook,) = again
        except Exception as error:
            log.warning("webhook.put-off", service=self._service, error=type(error).__name__)

    async def _leave_off(self) -> None:
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _due(self, webhook_id: UUID | None = None) -> Sequence[RowMapping]:
        async with self._database.read() as read:
            return await queries.due(read, datetime.now(UTC), webhook_id)

    async def _measure(self) -> None:
        """Set the gauges, once a second at most: the relay wakes us as often as it publishes."""
        if time.monotonic() - self._measured < SWEEP_SECONDS:
            return
        self._measured = time.monotonic()
        async with self._database.read() as read:
            counts = await queries.by_status(read)
            oldest = await queries.oldest_undelivered(read, self._service)
        for status in ("pending", "active", "disabled"):
            metrics.WEBHOOKS.labels(self._service, status).set(counts.get(status, 0))
        age = 0.0 if oldest is None else max(0.0, (datetime.now(UTC) - oldest).total_seconds())
        metrics.OLDEST_UNDELIVERED.labels(self._service).set(age)
