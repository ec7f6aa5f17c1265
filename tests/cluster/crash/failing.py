"""A service that dies at a named point: ``python -m tests.cluster.crash.failing POINT serve SERVICE``.

Nothing in the product knows of this. The method at the point's seam is wrapped, and the process kills itself with
SIGKILL when it is reached; where the seam is gone, it does not start.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Literal, NoReturn

from finsam_common.cli import main
from finsam_common.writes.entries import Answer

Method = Callable[..., Awaitable[Any]]
MARK: Final = "tests.cluster.crash.failing"


async def _always(*_: Any) -> bool:
    return True


async def _accepted(*arguments: Any) -> bool:
    """The writer answers that it stands: what was committed is durable, and nobody has been told."""
    return isinstance(arguments[-1], Answer)


async def _further_than_before(consumer: Any, offsets: Any) -> bool:
    """The group's offsets are about to move, past what the database holds already."""
    return any([offset > (await consumer.committed(at) or 0) for at, offset in offsets.items()])


@dataclass(frozen=True, slots=True)
class Seam:
    """A method, and whether the process dies before or after it; ``counts`` is asked with its arguments and result."""

    module: str
    owner: str | None
    method: str
    when: Literal["before", "after"]
    counts: Callable[..., Awaitable[bool]] = _always


POINTS: Final = {
    "after-commit-before-answer": Seam("finsam_common.writes.writer", "Writer", "submit", "after", _accepted),
    "after-commit-before-publish": Seam("finsam_common.events.numbering", None, "number", "before"),
    "after-numbering-before-publish": Seam("finsam_common.transports.kafka.log", "KafkaLog", "publish", "before"),
    "after-publish-before-mark": Seam("finsam_common.transports.kafka.log", "KafkaLog", "publish", "after"),
    "after-effect-before-inbox": Seam("finsam_common.events.inbox", "Inbox", "save", "before"),
    "after-inbox-before-commit": Seam("finsam_common.events.inbox", "Inbox", "save", "after"),
    "after-commit-before-offset": Seam("aiokafka", "AIOKafkaConsumer", "commit", "before", _further_than_before),
}


class SeamGoneError(Exception):
    """The product no longer has the method that a point is about: the point is to be laid anew."""


def arm(point: str) -> None:
    """Have the process die where the point says. Raises SeamGoneError."""
    seam = POINTS[point]
    module = import_module(seam.module)
    owner = module if seam.owner is None else getattr(module, seam.owner, None)
    method = getattr(owner, seam.method, None)
    if not inspect.iscoroutinefunction(method):
        raise SeamGoneError(f"{point}: there is no coroutine {seam.module}.{seam.owner or ''}.{seam.method}")
    setattr(owner, seam.method, _deadly(point, seam, method))


def _deadly(point: str, seam: Seam, method: Method) -> Method:
    @functools.wraps(method)
    async def armed(*arguments: Any, **named: Any) -> Any:
        if seam.when == "before":
            if await seam.counts(*arguments):
                _die(point)
            return await method(*arguments, **named)
        result = await method(*arguments, **named)
        if await seam.counts(*arguments, result):
            _die(point)
        return result

    return armed


def last_words(point: str) -> str:
    """What a process says when it dies at a point."""
    return f"dies {point}"


def _die(point: str) -> NoReturn:
    os.write(sys.stderr.fileno(), f"{last_words(point)}\n".encode())
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives a SIGKILL")


if __name__ == "__main__":
    _, chosen, *command = sys.argv
    arm(chosen)
    sys.exit(main(command))
