"""The results as one table, in a terminal and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from tests.bench.line import Goal
from tests.bench.rounds import Judged, Measured, Spread

HEADINGS = ("line", "what", "ours", "limit or peer", "ratio", "goal", "")


def table(measured: Sequence[Measured], title: str) -> Table:
    """Medians and, in brackets, least and most of the rounds."""
    drawn = Table(*HEADINGS, title=title)
    for row in rows(measured):
        drawn.add_row(*row)
    return drawn


def rows(measured: Sequence[Measured]) -> Iterator[Sequence[str]]:
    """A row for each goal of each line."""
    for one in measured:
        for judged in one.judged:
            yield _row(one.line.name, judged)


def _row(name: str, judged: Judged) -> Sequence[str]:
    unit = judged.goal.unit
    return (
        name,
        judged.goal.says,
        _spread(judged.ours, unit),
        "–" if judged.peer is None else _spread(judged.peer, unit),
        "–" if judged.ratio is None else _spread(judged.ratio, "×"),
        _aim(judged.goal),
        _verdict(judged),
    )


def _spread(spread: Spread, unit: str) -> str:
    if spread.least == spread.most:
        return f"{_number(spread.median)} {unit}"
    return f"{_number(spread.median)} {unit} ({_number(spread.least)}–{_number(spread.most)})"


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _aim(goal: Goal) -> str:
    unit = "×" if goal.peer else goal.unit
    bounds = (("≥", goal.at_least), ("≤", goal.at_most))
    return ", ".join(f"{sign} {bound:g} {unit}" for sign, bound in bounds if bound is not None) or "–"


def _verdict(judged: Judged) -> str:
    if judged.goal.at_least is None and judged.goal.at_most is None:
        return ""
    return "met" if judged.met else "missed"
