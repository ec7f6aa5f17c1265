"""Waiting: for news, for better times, for the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final, TypeVar

T = TypeVar("T")

FIRST_SECONDS: Final = 0.1
LONGEST_SECONDS: Final = 30.0


class Backoff:
    """Pauses that double with every failure in a row, from a tenth of a second to half a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    @property
    def over(self) -> bool:
        """Whether it is time to try again."""
        return self._clock() >= self._until

    def failed(self) -> float:
        """Begin a pause; its length in seconds."""
        seconds: float = min(FIRST_SECONDS * 2 ** min(self._failures, 20), LONGEST_SECONDS)
        self._failures += 1
        self._until = self._clock() + seconds
        return seconds

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failures, self._until = 0, 0.0


async def first_of(*waits: Coroutine[Any, Any, Any], timeout: float) -> None:
    """Until one of these ends or ``timeout`` seconds have passed; the others are given up."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Do all of it at once; what each gives. The first that fails ends the others, and its error is raised."""
    try:
        async with asyncio.TaskGroup() as tasks:
            begun = [tasks.create_task(work) for work in works]
    except ExceptionGroup as failed:
        raise first_error(failed) from failed
    return [task.result() for task in begun]


def first_error(failure: Exception) -> Exception:
    """What failed first among things that were done at once; any other failure is that itself."""
    return first_error(failure.exceptions[0]) if isinstance(failure, ExceptionGroup) else failure


class News:
    """Tells all who wait in this process that something may be new."""

    def __init__(self) -> None:
        self._told = asyncio.Event()

    @property
    def next(self) -> asyncio.Event:
        """What is set at the next word: taken before looking, so that no word is missed between look and wait."""
        return self._told

    def tell(self) -> None:
        """Let everybody look."""
        told, self._told = self._told, asyncio.Event()
        told.set()
