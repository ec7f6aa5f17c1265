"""Group commit: what arrives while a transaction is open shares the next one."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import structlog
from prometheus_client import Gauge, Histogram

from finsam_common.problems import Problem, Unavailable, Unexpected
from finsam_common.writes.entries import Entry

log = structlog.get_logger()

MOST_TOGETHER: Final = 200
"""So many entries share a transaction at most: its locks are held for a moment only."""
MOST_WAITING: Final = 1000
"""Who comes when so many wait is told to come back: it would wait longer than a client does."""
IDLE_PASSES: Final = 2
"""After so many passes of the loop that brought nobody, a group begins: a request at the socket needs no more."""
MOST_TRANSACTIONS: Final = 3
PATIENCE_SECONDS: Final = 0.1
"""A transaction that is open for so long waits for a lock or the disk; the next one begins beside it."""
RETRY_AFTER_SECONDS: Final = 2

SIZES: Final = Histogram(
    "finsam_write_group_entries",
    "Entries that shared a transaction",
    ["service"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, MOST_TOGETHER),
)
WAITS: Final = Histogram(
    "finsam_write_wait_seconds",
    "From an entry's arrival until its transaction began",
    ["service"],
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
WAITING: Final = Gauge("finsam_write_waiting_entries", "Entries that wait for a transaction", ["service"])

Settle = Callable[[Sequence[Entry[Any]]], Awaitable[Problem | None]]


@dataclass(slots=True)
class _Waiting:
    entry: Entry[Any]
    ended: asyncio.Future[Problem | None]
    since: float = field(default_factory=time.monotonic)


class Groups:
    """The entries of one handler, in order of arrival, settled together by one transaction after another.

    There is no timer that gathers: a group is who is there when the loop has served every socket that had something,
    and so it grows with the load. Tasks of its own do the work, so that a client that hangs up cancels nothing.
    ``joined`` counts who came.
    """

    def __init__(self, service: str, settle: Settle) -> None:
        self._settle = settle
        self._waiting: deque[_Waiting] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._late: set[asyncio.Task[None]] = set()
        self.joined = 0
        self._sizes, self._waits = SIZES.labels(service), WAITS.labels(service)
        self._depth = WAITING.labels(service)

    async def join(self, entry: Entry[Any]) -> Problem | None:
        """Have an entry settled with those that wait now; a problem when nothing could be written at all."""
        if len(self._waiting) >= MOST_WAITING:
            return Unavailable("Too many writes wait.", retry_after=RETRY_AFTER_SECONDS)
        waiting = _Waiting(entry, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self.joined += 1
        self._depth.inc()
        self._begin()
        return await waiting.ended

    @property
    def at_work(self) -> bool:
        """Whether anybody is being settled."""
        return bool(self._tasks)

    async def drain(self) -> None:
        """Wait until everything that was let in is settled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self) -> None:
        """Work, unless a transaction is open that will soon end, or as many as may be."""
        if self._waiting and self._tasks == self._late and len(self._tasks) < MOST_TRANSACTIONS:
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    async def _work(self) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        while self._waiting:
            await self._let_in()
            group = self._take()
            patience = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._grow_late, task)
            try:
                problem = await self._settle([each.entry for each in group])
            except Exception:
                log.exception("group.failed")
                problem = Unexpected()
            finally:
                patience.cancel()
            for each in group:
                if not each.ended.cancelled():  # who asked has gone; the entry stands all the same
                    each.ended.set_result(problem)
            if task in self._late:
                return

    async def _let_in(self) -> None:
        """Have those in the group who are at the door: until a few passes of the loop have brought nobody more."""
        known, idle = 0, 0
        while idle < IDLE_PASSES and len(self._waiting) < MOST_TOGETHER:
            idle = idle + 1 if len(self._waiting) == known else 0
            known = len(self._waiting)
            await asyncio.sleep(0)

    def _take(self) -> list[_Waiting]:
        group = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        self._depth.dec(len(group))
        self._sizes.observe(len(group))
        now = time.monotonic()
        for each in group:
            self._waits.observe(now - each.since)
        return group

    def _grow_late(self, task: asyncio.Task[None]) -> None:
        self._late.add(task)
        self._begin()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._late.discard(task)
        self._begin()
