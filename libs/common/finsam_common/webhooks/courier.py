"""Takes events to one endpoint in order, up to the first that is not taken, and writes down how far it came."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, get_args

import structlog
from sqlalchemy import RowMapping, update

from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.events.published import horizon, published, structured, topics_of
from finsam_common.sealing import Sealing
from finsam_common.settings import Settings
from finsam_common.webhooks import messages, metrics
from finsam_common.webhooks.messages import Message
from finsam_common.webhooks.reach import Reach
from finsam_common.webhooks.rules import WELL, Health, Patience, after_failure
from finsam_common.webhooks.sending import Result, Sender, Taken
from finsam_contracts.webhooks import WEBHOOK_DISABLED

log = structlog.get_logger()

BATCH: Final = 20
"""Events between two steps of a webhook's pointer: so many may come again after a crash."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a webhook came: the position it has reached, how many events it took, and how the last attempt ended."""

    position: int
    delivered: int
    health: Health = WELL
    error: str | None = None


class Courier:
    """Delivers one service's events to endpoints. ``wake`` tells the relay that an event was let out."""

    def __init__(
        self, database: Database, service: str, settings: Settings, sealing: Sealing, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._service = service
        self._settings = settings
        self._sealing = sealing
        self._wake = wake
        self._patience = Patience.of(settings)
        self._topics = topics_of(service, restricted=True)
        for result in get_args(Result):  # 0, not nothing, before the first
            metrics.DELIVERIES.labels(service, result)

    @cached_property
    def _sender(self) -> Sender:
        """Made when the first message is sent: it loads the certificates of the system's authorities."""
        reach = Reach(self._settings.webhook_hosts, self._settings.production)
        return Sender(reach, self._settings.webhook_timeout_seconds)

    async def ping(self, webhook: RowMapping) -> Taken:
        """Send an endpoint a signed message that is no event, and see whether it is taken."""
        return await self._send(webhook, messages.ping(self._service, webhook["id"], datetime.now(UTC)))

    async def deliver(self, webhook: RowMapping) -> bool:
        """Deliver one batch; whether the webhook's pointer moved, or the webhook was disabled."""
        async with self._database.read() as read:
            end = await horizon(read, self._topics)
            rows = await published(read, self._topics, webhook["position"], end, BATCH, webhook["types"].split())
        position = webhook["position"]
        for done, row in enumerate(rows):
            taken = await self._send(webhook, messages.event(structured(row, self._service)))
            if not taken.delivered:
                return await self._save(webhook, self._failed(webhook, position, done, taken))
            position = row["position"]
        reached = position if len(rows) == BATCH else max(position, end)
        return reached > webhook["position"] and await self._save(webhook, Progress(reached, len(rows)))

    async def close(self) -> None:
        """Close every connection."""
        if "_sender" in self.__dict__:
            await self._sender.close()

    def _failed(self, webhook: RowMapping, position: int, done: int, taken: Taken) -> Progress:
        before = WELL if done else Health(webhook["failures"], webhook["failing_since"])
        gone = taken.result == "gone"
        health = after_failure(before, datetime.now(UTC), self._patience, gone=gone, jitter=random.random())
        return Progress(position, done, health, taken.result)

    async def _send(self, webhook: RowMapping, message: Message) -> Taken:
        now = datetime.now(UTC)
        sealed = [webhook["secret"]]
        if webhook["previous_until"] is not None and webhook["previous_until"] > now:
            sealed.append(webhook["previous_secret"])
        headers = message.headers(now, [self._sealing.open(secret) for secret in sealed])
        taken = await self._sender.send(webhook["url"], message.body, headers)
        metrics.DELIVERIES.labels(self._service, taken.result).inc()
        return taken

    async def _save(self, webhook: RowMapping, progress: Progress) -> bool:
        """Write down how far a webhook came, unless somebody else has changed it meanwhile."""
        table = self._database.metadata.tables["webhooks"]
        as_it_was = [table.c[name] == webhook[name] for name in ("id", "version", "position", "status")]
        async with self._database.write() as uow:
            saved = await uow.execute(update(table).where(*as_it_was).values(_values(webhook, progress, uow)))
            if saved and progress.health.over:
                self._tell(uow, webhook, progress)
        return bool(saved) and (progress.health.over or progress.position > webhook["position"])

    def _tell(self, uow: Write, webhook: RowMapping, progress: Progress) -> None:
        """Let everybody know that the webhook is disabled; its owner knows it by its id."""
        disabled = WEBHOOK_DISABLED[self._service]
        uow.emit(
            disabled(
                webhook_id=webhook["id"],
                failures=progress.health.failures,
                failing_since=progress.health.failing_since or uow.now,
                error=str(progress.error),
                position=progress.position,
                recorded_at=uow.now,
            )
        )
        uow.after_commit(self._wake)
        log.warning("webhook.disabled", service=self._service, webhook=str(webhook["id"]), error=progress.error)


def _values(webhook: RowMapping, progress: Progress, uow: Write) -> dict[str, Any]:
    health = progress.health
    values: dict[str, Any] = {
        "position": progress.position,
        "failures": health.failures,
        "failing_since": health.failing_since,
        "next_attempt_at": health.next_attempt_at,
        "error": progress.error,
    }
    if progress.delivered:
        values["delivered_at"] = uow.now
    if health.over:
        values |= {"status": "disabled", "disabled_at": uow.now, "version": webhook["version"] + 1}
    return values
