"""The one way in for every change: ``submit`` runs a command in a transaction with others that came meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter as Counts
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import structlog
from prometheus_client import Counter

from finsam_common.db import failures
from finsam_common.db.database import Database
from finsam_common.db.rows import Change as RowChange
from finsam_common.db.units import Write
from finsam_common.problems import KeyInUse, Problem, Unavailable, Unexpected
from finsam_common.sealing import Sealing
from finsam_common.writes import idempotency
from finsam_common.writes.entries import Accepted, Answer, Batch, Entry, Outcome
from finsam_common.writes.groups import RETRY_AFTER_SECONDS, SIZES, WAITING, WAITS, Groups
from finsam_common.writes.handlers import BatchHandler, Handlers

log = structlog.get_logger()

ATTEMPTS = 3
LOOK_SECONDS = 0.02

WRITES = Counter("finsam_writes", "Entries settled by the write path", ["service", "command", "result"])
RETRIES = Counter("finsam_write_retries", "Transactions run again after a deadlock or a lost race", ["service"])

T = TypeVar("T")
Entries = Sequence[Entry[Any]]


class TakenBackError(Exception):
    """Raised by a lane when everything is decided and nothing shall stand: a dry run, an atomic file with a refusal."""


class Lane(Protocol):
    """What stands around the entries of a transaction: a chunk of a submission."""

    async def enter(self, uow: Write) -> bool:
        """Lock what the lane is about; False when its entries were decided before."""

    async def leave(self, uow: Write) -> None:
        """Write down how the entries ended; raise to take everything back."""


class Writer:
    """Runs commands against one database. A client that hangs up cancels nothing half-way."""

    def __init__(
        self,
        service: str,
        database: Database,
        handlers: Handlers,
        sealing: Sealing,
        constraints: Mapping[str, Callable[[], Problem]] | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self.database = database
        self._handlers = handlers
        self._sealing = sealing
        self._constraints = constraints or {}
        self._wake = wake
        self._tasks: set[asyncio.Task[Any]] = set()
        self._groups: dict[BatchHandler, Groups] = {}
        for meter in (RETRIES, SIZES, WAITS, WAITING):
            meter.labels(service)  # 0, not nothing, before the first

    async def submit(self, entry: Entry[Any]) -> Answer | Problem:
        """Run one entry; its answer, once it is durable, or why it is refused.

        Entries of one handler that come while a transaction is open share the next one; a decision has its own.
        """
        command = type(entry.command)
        if self._handlers.alone(command):
            problem = await self.detached(self.run([entry]))
        else:
            problem = await self._group_of(self._handlers.of(command)).join(entry)
        return problem or _outcome(entry)

    async def detached(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work to its end even when the caller goes away."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    @property
    def joined(self) -> int:
        """How many entries have come one by one."""
        return sum(each.joined for each in self._groups.values())

    @property
    def _at_work(self) -> bool:
        return any(each.at_work for each in self._groups.values())

    async def give_way(self, joined: int, seconds: float) -> None:
        """Rest for so long at most, while entries come one by one: more than ``joined``, and more from look to look."""
        end = time.monotonic() + seconds
        while (joined < self.joined or self._at_work) and time.monotonic() < end:
            joined = self.joined
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks, *(each.drain() for each in self._groups.values()), return_exceptions=True)

    async def run(self, entries: Entries, lane: Lane | None = None) -> Problem | None:
        """Settle every entry in one transaction; a problem when nothing could be written at all.

        Raises TakenBackError when the lane does; then nothing stands.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._together(entries, lane)
            except TakenBackError:
                raise
            except Exception as error:
                if self._again(error):
                    RETRIES.labels(self._service).inc()
                    await asyncio.sleep(random.uniform(0, 0.02 * attempt))
                    continue
                return await self._failed(error, entries, lane)
            self._count(entries)
            return None
        return Unavailable(retry_after=RETRY_AFTER_SECONDS)

    async def process(self, entries: Entries, uow: Write) -> None:
        """Settle entries and write what was accepted, in a transaction that is the caller's."""
        uow.traceparent = entries[0].traceparent if len(entries) == 1 else None
        for entry in entries:
            entry.outcome, entry.recorded_at = None, uow.now
        twins = await idempotency.replay(uow, entries, self._sealing)
        later = {id(twin) for twin, _ in twins}
        for handler, group in self._by_handler([entry for entry in entries if id(entry) not in later]):
            await handler(Batch(group), uow)
        await self._write(entries, uow)
        for twin, first in twins:
            twin.settle(_outcome(first))

    async def _together(self, entries: Entries, lane: Lane | None) -> None:
        async with self.database.write() as uow:
            uow.after_commit(self._wake)
            if lane is None or await lane.enter(uow):
                await self.process(entries, uow)
                if lane is not None:
                    await lane.leave(uow)

    async def _apart(self, entries: Entries, lane: Lane | None) -> None:
        """The batch again, each entry in a savepoint, one commit: the one that fails is refused alone."""
        async with self.database.write() as uow:
            uow.after_commit(self._wake)
            if lane is not None and not await lane.enter(uow):
                return
            for entry in entries:
                await self._alone(entry, uow)
            if lane is not None:
                await lane.leave(uow)

    async def _alone(self, entry: Entry[Any], uow: Write) -> None:
        savepoint = await uow.connection.begin_nested()
        try:
            await self.process([entry], uow)
        except Exception as error:
            await savepoint.rollback()
            uow.forget()
            if failures.kind(error) not in ("integrity", None):
                raise
            entry.settle(error if isinstance(error, Problem) else self._translated(error))
        else:
            await savepoint.commit()

    async def _failed(self, error: Exception, entries: Entries, lane: Lane | None) -> Problem | None:
        kind = failures.kind(error)
        grouped = lane is None and len(entries) > 1
        if kind in ("retry", "unavailable"):
            log.warning("write.unavailable", service=self._service, kind=kind, error=type(error).__name__)
            return Unavailable(retry_after=RETRY_AFTER_SECONDS)
        if kind == "wait" and grouped:
            await asyncio.gather(*map(self._by_itself, entries))
            return None
        if kind == "wait":
            return KeyInUse(retry_after=RETRY_AFTER_SECONDS)
        if kind == "integrity" or grouped:
            return await self._isolate(entries, lane)
        if isinstance(error, Problem):
            return error
        log.error("write.failed", service=self._service, exc_info=error)
        return Unexpected()

    async def _by_itself(self, entry: Entry[Any]) -> None:
        """An entry of a group that waited too long for a lock: whoever does not need that lock waits no more."""
        problem = await self.run([entry])
        if problem is not None:
            entry.settle(problem)

    async def _isolate(self, entries: Entries, lane: Lane | None) -> Problem | None:
        try:
            await self._apart(entries, lane)
        except TakenBackError:
            raise
        except Problem as problem:
            return problem
        except Exception as error:
            log.warning("write.unavailable", service=self._service, error=type(error).__name__)
            return Unavailable(retry_after=RETRY_AFTER_SECONDS)
        self._count(entries)
        return None

    def _again(self, error: Exception) -> bool:
        """Whether another attempt will see what this one lost to: a deadlock, or an equal key committed meanwhile."""
        kind = failures.kind(error)
        return kind == "retry" or (kind == "integrity" and idempotency.TABLE in (self._violated(error) or ""))

    def _violated(self, error: Exception) -> str | None:
        return failures.constraint(error, self.database.metadata)

    def _translated(self, error: Exception) -> Problem:
        name = self._violated(error)
        if name is not None and name in self._constraints:
            return self._constraints[name]()
        log.error("write.failed", service=self._service, constraint=name, error=type(error).__name__)
        return Unexpected()

    def _group_of(self, handler: BatchHandler) -> Groups:
        if handler not in self._groups:
            self._groups[handler] = Groups(self._service, self.run)
        return self._groups[handler]

    def _by_handler(self, entries: Entries) -> list[tuple[BatchHandler, list[Entry[Any]]]]:
        groups: dict[BatchHandler, list[Entry[Any]]] = {}
        for entry in entries:
            foreign = entry.rights.refusal(entry.principal, entry.command) if entry.outcome is None else None
            if foreign is not None:
                entry.settle(foreign)
            if entry.outcome is None:
                groups.setdefault(self._handlers.of(type(entry.command)), []).append(entry)
        return list(groups.items())

    async def _write(self, entries: Entries, uow: Write) -> None:
        """Rows, outbox and idempotency records of what was accepted: one statement for all where the database can."""
        changes: dict[str, list[Any]] = {}
        keys = []
        for entry in entries:
            accepted = entry.outcome
            if not isinstance(accepted, Accepted):
                continue
            for change in accepted.changes:
                changes.setdefault(change.kind, []).append(change)
            for event in accepted.events:
                uow.emit(event, entry.traceparent)
            if not entry.in_file:
                entry.settle(answer := accepted.answer)
                if entry.key is not None:
                    keys.append(idempotency.row(entry.key, answer, uow, self._sealing))
        pending, uow.pending = uow.pending, {}
        for kind, begun in pending.items():
            uow.gather(begun.rows(changes.get(kind, ())))
        uow.gather([RowChange("insert", uow.metadata.tables[idempotency.TABLE], keys)])
        await uow.flush()

    def _count(self, entries: Entries) -> None:
        """Count what was decided now; a chunk that was decided before has no outcome here."""
        ends = Counts((type(each.command).__name__, _end(each.outcome)) for each in entries if each.outcome is not None)
        for (command, end), count in ends.items():
            WRITES.labels(self._service, command, end).inc(count)


def _end(outcome: Outcome) -> str:
    return outcome.code if isinstance(outcome, Problem) else outcome.result


def _outcome(entry: Entry[Any]) -> Answer | Problem:
    if isinstance(entry.outcome, Accepted):
        return entry.outcome.answer
    if isinstance(entry.outcome, (Answer, Problem)):
        return entry.outcome
    log.error("entry.unsettled", command=type(entry.command).__name__)
    return Unexpected()
