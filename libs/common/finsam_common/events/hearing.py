"""One projection set, listening: each partition in transactions of its own, from where its inbox row says."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import structlog

import finsam_contracts.catalogue  # noqa: F401  every event is declared there
from finsam_common.db import failures
from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.events import metrics
from finsam_common.events.applying import Applier, Apply, React, TroubledError
from finsam_common.events.decided import words
from finsam_common.events.inbox import Cursor, Inbox, MovedError
from finsam_common.events.parked import Parked
from finsam_common.events.pauses import paused
from finsam_common.events.projections import ProjectionSet
from finsam_common.events.reading import PASSABLE, Break, Reading, Stop, read_batch
from finsam_common.events.replay import rebuild
from finsam_common.events.waiting import Backoff, first_of, together
from finsam_common.transports import Logged, Partition, Subscription, Transport, partitions_of
from finsam_contracts import event_types

log = structlog.get_logger()

BATCH: Final = 1000
SWEEP_SECONDS: Final = 1.0
ATTEMPTS: Final = 3
AT_ONCE: Final = 2
"""Partitions that are heard beside each other: while the database works for one, the processor does for another."""


class HeldStillError(Exception):
    """An operator holds the set still: nothing of the batch is applied."""


class Hearing:
    """Hears the events of one set's topics. ``stops`` are the partitions that wait for an operator."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        service: str,
        projection_set: ProjectionSet,
        react: React,
        batch: int = BATCH,
    ) -> None:
        self.set = projection_set
        self.inbox = Inbox(projection_set.name)
        self.parked = Parked(projection_set.name)
        self.applier = Applier(projection_set, react, self.parked)
        self.stops: dict[Partition, Stop] = {}
        self._database = database
        self._transport = transport
        self._partitions = set(partitions_of(projection_set.topics))
        self._labels = (service, projection_set.name)
        self._batch = batch
        self._cursors: dict[Partition, Cursor] = {}
        self._pauses: defaultdict[Partition, Backoff] = defaultdict(Backoff)
        self._subscription: Subscription | None = None
        self._held_still = False
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._count_from_zero()

    async def join(self) -> Subscription:
        """Begin, unless that is done: have the topics, the inbox rows and tables of the set's own version; listen."""
        if self._subscription is None:
            await self._transport.provision(self.set.topics)
            async with self._database.read() as read:
                versions = {cursor.version for cursor in (await self.inbox.all(read)).values()}
            if any(version < self.set.version for version in versions):
                await rebuild(self._database, self._transport, self.set)
            await self._look()  # before it listens: to have no cursors must not look like having begun
            self._subscription = await self._transport.subscribe(".".join(self._labels), self.set.topics)
        return self._subscription

    async def step(self) -> bool:
        """Hear one batch of each partition, some beside each other; whether anything moved."""
        subscription = await self.join()
        if self._held_still and await self._is_paused():
            return False
        self._held_still = False
        assigned = await subscription.assigned()
        self._leave_to_others(assigned)
        ready = [each for each in assigned if self._pauses[each].over and self._may_hear(each)]
        return any(await together(self._advance(subscription, partition) for partition in ready))

    async def run(self, stop: asyncio.Event) -> None:
        """Hear until told to stop; woken by the log, and looking by itself each second."""
        pause = Backoff()
        while not stop.is_set():
            try:
                moved = await self.step()
                pause.succeeded()
            except Exception as error:
                log.warning("hearing.failed", projection_set=self.set.name, error=type(error).__name__)
                await first_of(stop.wait(), timeout=pause.failed())
                continue
            if not moved:
                news = (await self.join()).wait(SWEEP_SECONDS)
                await first_of(stop.wait(), news, timeout=SWEEP_SECONDS)

    async def close(self) -> None:
        """Leave the log's group."""
        if self._subscription is not None:
            await self._subscription.close()
            self._subscription = None

    async def measure(self) -> None:
        """Set the gauges; notice a log that ends before what was heard of it."""
        async with self._database.read() as read:
            cursors = await self.inbox.all(read)
            metrics.PARKED_KEYS.labels(*self._labels).set(await self.parked.keys(read))
            metrics.PAUSED.labels(*self._labels).set(await paused(read, self.set.name))
        for partition in self._partitions & cursors.keys():
            lag = await self._transport.end_offset(*partition) - cursors[partition].offset
            if lag < 0:
                self.stops[partition] = Stop(cursors[partition].offset, Break.LOG_ENDS_BEFORE)
            metrics.LAG.labels(*self._labels, *partition).set(max(lag, 0))
            metrics.STOPPED.labels(*self._labels, *partition).set(partition in self.stops)

    def _leave_to_others(self, assigned: Sequence[Partition]) -> None:
        """A break in a partition that another process hears now is that process's to tell."""
        for partition in self.stops.keys() - set(assigned):
            if self.stops[partition].reason in PASSABLE:
                del self.stops[partition]

    async def _is_paused(self) -> bool:
        async with self._database.read() as read:
            return await paused(read, self.set.name)

    def _may_hear(self, partition: Partition) -> bool:
        stop = self.stops.get(partition)
        return stop is None or stop.reason in PASSABLE

    async def _look(self) -> None:
        """Read the inbox anew."""
        async with self._database.write() as uow:
            await self.inbox.open(uow, sorted(self._partitions), Cursor(self.set.version))
            self._cursors = await self.inbox.all(uow)
        for partition, cursor in self._cursors.items():
            if cursor.version > self.set.version:
                self.stops[partition] = Stop(cursor.offset, Break.NEWER_SET)

    async def _advance(self, subscription: Subscription, partition: Partition) -> bool:
        cursor = self._cursors[partition]
        try:
            records = await subscription.fetch(partition, cursor.offset, self._batch)
            heard = await self._heard(partition, cursor, records) if records else None
        except MovedError:
            await self._look()
            return True
        except HeldStillError:
            self._held_still = True
            return False
        except Exception as error:
            seconds = self._pauses[partition].failed()
            metrics.RETRIES.labels(*self._labels, partition.topic).inc()
            log.warning("hearing.put-off", **partition._asdict(), seconds=seconds, error=type(error).__name__)
            return False
        self._pauses[partition].succeeded()
        return heard is not None and self._note(partition, cursor, *heard)

    async def _heard(self, partition: Partition, cursor: Cursor, records: Sequence[Logged]) -> tuple[Reading, int]:
        try:
            return await self._tried(partition, cursor, records, self.applier.apply_boldly)
        except TroubledError:
            return await self._tried(partition, cursor, records, self.applier.apply)

    async def _tried(
        self, partition: Partition, cursor: Cursor, records: Sequence[Logged], apply: Apply
    ) -> tuple[Reading, int]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._at_once, self._database.write() as uow:
                    return await self._hear(uow, partition, cursor, records, apply)
            except Exception as error:
                if failures.kind(error) != "retry" or attempt == ATTEMPTS:
                    raise
        raise AssertionError("every attempt returns or raises")

    async def _hear(
        self, uow: Write, partition: Partition, cursor: Cursor, records: Sequence[Logged], apply: Apply
    ) -> tuple[Reading, int]:
        """What a batch held, and how many events were applied."""
        if await self.inbox.lock(uow, partition) != cursor:
            raise MovedError
        said = await words(uow, self.set.name, partition, records[0].offset, records[-1].offset)
        if said.paused:
            raise HeldStillError
        reading = read_batch(records, cursor, self.set, said.decided)
        applied = await apply(uow, partition, reading.arrivals, said.parked)
        if reading.cursor != cursor:
            await self.inbox.save(uow, partition, reading.cursor)
        return reading, applied

    def _count_from_zero(self) -> None:
        """Have every counter from the start: whoever asks for a rate sees 0, not nothing, before the first step."""
        for topic in self.set.topics:
            for counter in (metrics.CONSUMED, metrics.DUPLICATES, metrics.RETRIES):
                counter.labels(*self._labels, topic.name)
        for name, declared in event_types().items():
            if declared.topic in self.set.topics and self.set.verdict(name) == "unknown":
                metrics.UNKNOWN.labels(*self._labels, name)

    def _note(self, partition: Partition, before: Cursor, reading: Reading, applied: int) -> bool:
        """Remember what has been committed, and count it; whether anything moved."""
        self._cursors[partition] = reading.cursor
        if reading.stop is None:
            self.stops.pop(partition, None)
        elif self.stops.get(partition) != reading.stop:
            self.stops[partition] = reading.stop
            log.error("hearing.stopped", **partition._asdict(), reason=reading.stop.reason, offset=reading.stop.offset)
        metrics.CONSUMED.labels(*self._labels, partition.topic).inc(applied)
        metrics.DUPLICATES.labels(*self._labels, partition.topic).inc(reading.duplicates)
        for type_name, count in reading.unknown.items():
            metrics.UNKNOWN.labels(*self._labels, type_name).inc(count)
        return reading.cursor != before
