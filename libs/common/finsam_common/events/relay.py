"""The relay: appends what was committed to the outbox to the log, in order, losing nothing."""

from __future__ import annotations

import asyncio
import time
from asyncio import Task, TaskGroup
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from sqlalchemy import RowMapping, Select, Table, bindparam, exists, select, update

import finsam_contracts.catalogue  # noqa: F401  every topic is declared there
from finsam_common.db.database import Database
from finsam_common.db.units import Read
from finsam_common.events import metrics, numbering
from finsam_common.events.envelope import PUBLISHED, to_records
from finsam_common.events.lease import Lease
from finsam_common.events.news import listening
from finsam_common.events.pointers import Behind, End
from finsam_common.events.restored import log_is_ahead
from finsam_common.events.standing import relay_standing
from finsam_common.events.waiting import Backoff, News, first_error, first_of, together
from finsam_common.transports import Partition, Record, Transport, TransportUnavailable
from finsam_contracts import topics

log = structlog.get_logger()

BATCH: Final = 1000
NUMBERED: Final = 5000
"""How many events are numbered at a time: enough for a batch of several partitions."""
FEW: Final = 500
"""So many are published as they are numbered; of more, the next are numbered while a batch is in the air."""
SWEEP_SECONDS: Final = 1.0
GATHER_SECONDS: Final = 0.1
"""From the beginning of a step that took all there was to the next: under load it takes many commits' events."""
ISOLATED_SECONDS: Final = 3.0
"""Whom no partition has taken anything from for so long leaves the work to another process, which may reach the log."""
LEFT_SECONDS: Final = 3.0


class Relay:
    """Publishes the events of one service. Only the holder of the lease works; two for a moment do no harm.

    Each partition is published ascending and complete from a pointer that only moves forward, with one
    unacknowledged batch at a time: a crash, a failure or a second relay repeats positions and never leaves one out.

    ``prepared`` once it has looked whether it may begin. ``log_ahead``: the database was restored from a backup.
    Nothing is published until its epoch is new, for the log has the numbers already that would be given again.
    """

    def __init__(self, database: Database, transport: Transport, service: str, *, batch: int = BATCH) -> None:
        self._database = database
        self._transport = transport
        self._service = service
        self._batch = batch
        self._few = min(batch, FEW)
        self._topics = {topic.name: topic for topic in topics(service)}
        self._lease = Lease(database, "relay")
        tables = database.metadata.tables
        self._looking = _looking(tables["outbox"], tables["relay_pointers"], tables["relay_counter"])
        self._following = _following(tables["outbox"], tables["relay_counter"], batch)
        self._end: End | None = None
        self._woken = asyncio.Event()
        self.published = News()
        self._pauses: defaultdict[Partition, Backoff] = defaultdict(Backoff)
        self._refused_since: float | None = None
        self._full = self._alone = False
        self.prepared = False
        self.log_ahead = False
        for topic in self._topics:  # 0, not nothing, before the first event
            metrics.PUBLISHED.labels(service, topic)
            metrics.PUBLISH_RETRIES.labels(service, topic)

    def wake(self) -> None:
        """There is something new in the outbox: called after a commit that emitted."""
        self._woken.set()

    async def step(self) -> bool:
        """Publish one batch of each partition, and meanwhile number what comes next; whether anything moved."""
        end, full = self._end, self._full
        self._end, self._full, self._alone = None, False, False  # should anything go wrong
        if not await self._prepare() or not await self._lease.held():
            return False
        if full:
            return await self._publish_many()
        if end is None or time.monotonic() - end.seen_at >= SWEEP_SECONDS:
            behind, unnumbered = await self._look()
            if not behind and not unnumbered:
                return False
            end, self._end = self._end, None
        few = await self._number_few(end) if end is not None else None
        return await self._publish_many() if end is None or few is None else await self._publish_few(end, few)

    async def _publish_few(self, end: End, rows: numbering.Numbered) -> bool:
        """Publish what has just been numbered, behind which there is nothing; whether that was anything."""
        if not rows:
            self._end = end
            return False
        of: defaultdict[Partition, list[RowMapping]] = defaultdict(list)
        for row in rows:
            of[Partition(row["topic"], row["partition"])].append(row)
        behind = [Behind(partition, end.pointers[partition]) for partition in of]
        reached = await together(self._publish(*self._records(each, of[each.partition])) for each in behind)
        found = [each for each in reached if each is not None]
        await self._move_pointers(found)
        if len(found) == len(behind):
            self._end = end.further(found, rows[-1]["position"])
        self._full |= len(rows) == self._few
        self._alone = len(rows) == 1
        await self._leave_if_isolated()
        return bool(found)

    async def _publish_many(self) -> bool:
        behind, unnumbered = await self._look()
        numbered = 0
        if unnumbered and not behind:
            numbered = await self._number()
            behind, unnumbered = await self._look()
        ready = [each for each in behind if self._pauses[each.partition].over]
        async with asyncio.TaskGroup() as tasks:
            further = tasks.create_task(self._number() if unnumbered else _nothing())
            publishing = await self._begin(ready, tasks)
        reached = [task.result() for task in publishing]
        await self._move_pointers([each for each in reached if each is not None])
        await self._leave_if_isolated()
        self._full |= NUMBERED in (numbered, further.result())
        return any(reached) or numbered + further.result() > 0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; woken by commits, and looking by itself each second."""
        pause = Backoff()
        while not stop.is_set():
            try:
                async with listening(self._database, self.wake) as listens:
                    while listens() and not stop.is_set():
                        await self._step_and_wait(stop)
                        pause.succeeded()
            except Exception as failure:
                error = first_error(failure)
                why = str(error) if isinstance(error, TransportUnavailable) else type(error).__name__
                log.warning("relay.failed", service=self._service, error=why)
                await first_of(stop.wait(), timeout=pause.failed())
        await self.close()

    async def close(self) -> None:
        """Give the lease back, so that the next relay begins at once."""
        await self._lease.release()

    async def _step_and_wait(self, stop: asyncio.Event) -> None:
        """One step. After one that left nothing behind, what is committed in a row gathers for the next.

        Whose lease it is not looks each second whether it may take it: every commit's news would have it ask again.
        """
        self._woken.clear()
        began = time.monotonic()
        if not await self.step():
            await self._lease.renew()
            news = [self._woken.wait()] if self._lease.was_ours else []
            await first_of(stop.wait(), *news, timeout=SWEEP_SECONDS)
        elif not self._full and not self._alone:
            await first_of(stop.wait(), timeout=max(0.0, began + GATHER_SECONDS - time.monotonic()))

    async def measure(self) -> None:
        """Set the gauges, whether this relay or another is at work."""
        async with self._database.read() as read:
            standing = await relay_standing(read)
        age = 0.0 if standing.oldest is None else max(0.0, (datetime.now(UTC) - standing.oldest).total_seconds())
        metrics.OLDEST_UNPUBLISHED.labels(self._service).set(age)
        metrics.UNPUBLISHED.labels(self._service).set(standing.waiting)
        metrics.LOG_AHEAD.labels(self._service).set(self.log_ahead)

    async def _prepare(self) -> bool:
        """Have topics, counter and pointers; whether the relay may begin."""
        if not self.prepared:
            declared = list(self._topics.values())
            await self._transport.provision(declared)
            async with self._database.write() as uow:
                await numbering.prepare(uow, declared)
            ahead = await log_is_ahead(self._database, self._transport, declared)
            if ahead and not self.log_ahead:
                log.error("relay.log-ahead", service=self._service)
            self.prepared, self.log_ahead = not ahead, ahead
        return self.prepared

    async def _number(self) -> int:
        async with self._database.write(brief=True) as uow:
            return len(await numbering.number(uow, self._topics, NUMBERED) or ())

    async def _number_few(self, end: End) -> numbering.Numbered | None:
        async with self._database.write_once() as uow:
            return await numbering.number(uow, self._topics, self._few, after=end.position)

    async def _look(self) -> tuple[list[Behind], bool]:
        """The partitions that are behind, and whether any event has no number; with none behind it is the end."""
        async with self._database.read() as read:
            rows = await read.all(self._looking)
        pointers = {Partition(row["topic"], row["partition"]): row["position"] for row in rows}
        behind = [Behind(Partition(row["topic"], row["partition"]), row["position"]) for row in rows if row["behind"]]
        unnumbered = any(row["unnumbered"] for row in rows)
        self._end = None if behind or not rows else End(rows[0]["counted"], pointers, time.monotonic())
        return behind, unnumbered

    async def _begin(self, ready: Sequence[Behind], tasks: TaskGroup) -> list[Task[Behind | None]]:
        """Begin to publish the next events of each partition as soon as they are read."""
        if not ready:
            return []
        async with self._database.read() as read:
            return [tasks.create_task(self._publish(*await self._next(read, each))) for each in ready]

    async def _next(self, read: Read, behind: Behind) -> tuple[Behind, list[Record]]:
        """The next events of a partition, and where its pointer is once they are published."""
        rows = await read.all(self._following, {**behind.partition._asdict(), "pointer": behind.pointer})
        return self._records(behind, rows)

    def _records(self, behind: Behind, rows: Sequence[RowMapping]) -> tuple[Behind, list[Record]]:
        return Behind(behind.partition, rows[-1]["position"]), to_records(rows, self._service, behind.pointer)

    async def _publish(self, reached: Behind, records: Sequence[Record]) -> Behind | None:
        """Append a batch; where the pointer is then, None when it has to be published again."""
        topic, number = reached.partition
        try:
            await self._transport.publish(topic, number, records)
        except TransportUnavailable as error:
            seconds = self._pauses[reached.partition].failed()
            metrics.PUBLISH_RETRIES.labels(self._service, topic).inc()
            log.warning("relay.put-off", topic=topic, partition=number, seconds=seconds, error=str(error))
            self._refused_since = self._refused_since or time.monotonic()
            return None
        self._refused_since = None
        self._full |= len(records) == self._batch
        self._pauses[reached.partition].succeeded()
        metrics.PUBLISHED.labels(self._service, topic).inc(len(records))
        return reached

    async def _leave_if_isolated(self) -> None:
        if self._refused_since is not None and time.monotonic() - self._refused_since >= ISOLATED_SECONDS:
            self._refused_since = None
            await self._lease.leave(LEFT_SECONDS)

    async def _move_pointers(self, reached: Sequence[Behind]) -> None:
        if not reached:
            return
        pointers = self._database.metadata.tables["relay_pointers"]
        here = (pointers.c.topic == bindparam("of_topic")) & (pointers.c.partition == bindparam("of_partition"))
        forward = update(pointers).where(here, pointers.c.position < bindparam("to"))
        moves = [
            {"of_topic": each.partition.topic, "of_partition": each.partition.number, "to": each.pointer}
            for each in reached
        ]
        async with self._database.write_once() as uow:
            await uow.connection.execute(forward.values(position=bindparam("to")), moves)
        self.published.tell()


def _looking(outbox: Table, pointers: Table, counter: Table) -> Select[Any]:
    """Each pointer, whether anything is behind it, whether any event has no number yet, and the last number."""
    unnumbered = exists().where(outbox.c.position.is_(None))
    later = exists().where(
        outbox.c.topic == pointers.c.topic,
        outbox.c.partition == pointers.c.partition,
        outbox.c.position > pointers.c.position,
    )
    counted = select(counter.c.position).scalar_subquery().label("counted")
    return select(pointers, later.label("behind"), unnumbered.label("unnumbered"), counted)


def _following(outbox: Table, counter: Table, limit: int) -> Select[Any]:
    """The events of a partition behind its pointer, with the epoch in which they are numbered."""
    epoch = select(counter.c.epoch).scalar_subquery().label("epoch")
    return (
        select(*(outbox.c[name] for name in PUBLISHED), epoch)
        .where(outbox.c.topic == bindparam("topic"), outbox.c.partition == bindparam("number"))
        .where(outbox.c.position > bindparam("pointer"))
        .order_by(outbox.c.position)
        .limit(limit)
    )


async def _nothing() -> int:
    return 0
