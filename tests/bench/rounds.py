"""Rounds of a line, and what its goals make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.bench import Bench
from tests.bench.line import Goal, Line, Values


@dataclass(frozen=True)
class Spread:
    """Median and extremes of one figure over the rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of values, one a round."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Judged:
    """What became of one goal. ``ratio`` is taken round by round: only figures of the same minute are compared."""

    goal: Goal
    ours: Spread
    peer: Spread | None
    ratio: Spread | None

    @property
    def reached(self) -> float:
        """What the goal is compared with."""
        return (self.ratio or self.ours).median

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal.met(self.reached)


@dataclass(frozen=True)
class Measured:
    """A line with every round of it."""

    line: Line
    rounds: Sequence[Values]

    @property
    def judged(self) -> Sequence[Judged]:
        """Every goal of the line."""
        return [judge(goal, self.rounds) for goal in self.line.goals]


def measure(line: Line, bench: Bench, told: Callable[[str], None]) -> Measured:
    """Set a line up, run its rounds and tear it down. Raises what its sides raise."""
    rounds: list[Values] = []
    with line.open(bench) as sides:
        for number in range(1, bench.rounds(line.rounds) + 1):
            values: dict[str, float] = {}
            for side in sides:
                values.update(side())
            rounds.append(values)
            told(f"{line.name}, round {number}: " + ", ".join(f"{name} {value:,.1f}" for name, value in values.items()))
    return Measured(line, rounds)


def judge(goal: Goal, rounds: Sequence[Mapping[str, float]]) -> Judged:
    """A goal over the rounds."""
    ours = [values[goal.ours] for values in rounds]
    if goal.peer is None:
        return Judged(goal, Spread.of(ours), None, None)
    peer = [values[goal.peer] for values in rounds]
    ratio = [one / other for one, other in zip(ours, peer, strict=True)]
    return Judged(goal, Spread.of(ours), Spread.of(peer), Spread.of(ratio))
