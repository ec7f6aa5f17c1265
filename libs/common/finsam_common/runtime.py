"""A service at work: its database, its writer, its relay and its consumer, started and ended together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Self

import structlog

from finsam_common.auth import Principal, public
from finsam_common.db import Database, Write
from finsam_common.events.consume import Consumer
from finsam_common.events.feed import Feed
from finsam_common.events.projections import Heard
from finsam_common.events.relay import Relay
from finsam_common.events.waiting import first_of
from finsam_common.operations.handlers import operators_handlers
from finsam_common.operations.handlers_breaks import breaks_handlers
from finsam_common.operations.rebuilds import Rebuilds
from finsam_common.problems import Problem
from finsam_common.sealing import Sealing
from finsam_common.service import Service
from finsam_common.settings import Settings
from finsam_common.transports import Transport
from finsam_common.webhooks.deliveries import Deliveries
from finsam_common.webhooks.handlers import webhook_handlers
from finsam_common.writes import Command, Entry, Handlers, Writer, idempotency

log = structlog.get_logger()

MEASURED_EVERY_SECONDS: Final = 1.0

PLATFORM = Principal("platform", "platform", "operator", frozenset(), all_federations=True)
"""Who acts when a service answers an event with a command."""


class ReactionRefusedError(Exception):
    """A command that answers an event was refused: the event is parked, for an operator to look at."""


class Runtime:
    """One running service. ``background`` runs what it does by itself as tasks; without, ``step`` moves it."""

    def __init__(self, service: Service, settings: Settings, transport: Transport, *, background: bool = True) -> None:
        self.service = service
        self.settings = settings
        self.transport = transport
        self.database = Database(settings.database_url_of(service.name), service.metadata)
        sealing = Sealing.of(settings)
        self.relay = Relay(self.database, transport, service.name)
        self.feed = Feed(self.database, service.name, self.relay.published)
        self.webhooks = Deliveries(
            self.database, service.name, settings, sealing, self.relay.published, self.relay.wake
        )
        self.consumer = Consumer(self.database, transport, service.name, service.hears, self._react)
        self.rebuilds = Rebuilds(self.database, transport)
        own = (
            webhook_handlers(service.name, settings, sealing),
            operators_handlers(service.name, self.consumer, self.rebuilds),
            breaks_handlers(service.name, self.database, transport, self.consumer),
        )
        handlers = Handlers([*service.handlers, *own])
        self.writer = Writer(service.name, self.database, handlers, sealing, service.constraints, wake=self.relay.wake)
        self._background = background
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        if self._background:
            self._tasks = [
                asyncio.create_task(self.relay.run(self._stop), name=f"{self.service.name} relay"),
                asyncio.create_task(self.consumer.run(self._stop), name=f"{self.service.name} consumer"),
                asyncio.create_task(self.webhooks.run(self._stop), name=f"{self.service.name} webhooks"),
                asyncio.create_task(self._measure(), name=f"{self.service.name} measures"),
                asyncio.create_task(
                    idempotency.keep(self.database, self.settings.idempotency_days, self._stop),
                    name=f"{self.service.name} keys",
                ),
            ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.writer.close()
        await self.rebuilds.close()
        self._stop.set()
        self.relay.wake()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.relay.close()
        await self.webhooks.close()
        await self.database.close()

    @property
    def ended(self) -> list[str]:
        """The background tasks that have ended though nobody told them to."""
        return [task.get_name() for task in self._tasks if task.done() and not self._stop.is_set()]

    async def step(self) -> bool:
        """Publish, hear and deliver what there is, once; whether anything moved."""
        published = await self.relay.step()
        heard = await self.consumer.step()
        delivered = await self.webhooks.step()
        return published or heard or delivered

    async def measure(self) -> None:
        """Set the gauges of what waits to leave, and of what was heard."""
        await self.relay.measure()
        await self.consumer.measure()

    async def _measure(self) -> None:
        while not self._stop.is_set():
            try:
                await self.measure()
            except Exception as error:
                log.warning("runtime.not-measured", service=self.service.name, error=type(error).__name__)
            await first_of(self._stop.wait(), timeout=MEASURED_EVERY_SECONDS)

    async def _react(self, uow: Write, commands: Sequence[Command], heard: Heard[Any]) -> None:
        """Run the commands that answer an event in the consumer's own transaction."""
        trace = heard.envelope.traceparent
        entries: list[Entry[Any]] = [Entry(command, PLATFORM, public(), traceparent=trace) for command in commands]
        uow.after_commit(self.relay.wake)
        await self.writer.process(entries, uow)
        for entry in entries:
            if isinstance(entry.outcome, Problem):
                raise ReactionRefusedError(entry.outcome.code)
