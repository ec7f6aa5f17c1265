"""What a line of the bench is: sides that are measured in turn, and goals that compare what they gave.

To add one, write ``tests/bench/lines/<name>.py`` with a ``LINE`` and name it in ``lines/__init__.py``. ``open`` sets
up, gives the sides and tears down; each side does its work once and gives what it measured, by name. A round is one
call of every side, in their order, so that what disturbs one disturbs its neighbour too. A side checks that all that
was answered or published is there, and raises LostRowsError when it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.bench.bench import Bench

ROUNDS = 5

Values = Mapping[str, float]
Side = Callable[[], Values]


class LostRowsError(Exception):
    """Something was answered or published, and is not there."""


def require_all(found: int, expected: int, what: str) -> None:
    """Raise LostRowsError unless everything is there."""
    if found != expected:
        raise LostRowsError(f"{what}: {found} of {expected}")


@dataclass(frozen=True)
class Goal:
    """A figure to reach: the ratio of ``ours`` to ``peer``, or ``ours`` itself where there is no peer.

    ``ours`` and ``peer`` are names of values that sides give; both are in ``unit``.
    """

    says: str
    ours: str
    unit: str
    peer: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    def met(self, reached: float) -> bool:
        """Whether a ratio, or a value without peer, is good enough."""
        return (self.at_least is None or reached >= self.at_least) and (self.at_most is None or reached <= self.at_most)


@dataclass(frozen=True)
class Line:
    """One line; ``says`` is what it measures, in a sentence. ``rounds`` is 1 where a side takes minutes by itself."""

    name: str
    says: str
    goals: Sequence[Goal]
    open: Callable[[Bench], AbstractContextManager[Sequence[Side]]]
    rounds: int = ROUNDS
