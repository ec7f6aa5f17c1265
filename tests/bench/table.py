"""The results as one table, in a terminal and in a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table

from tests.bench.line import Goal
from tests.bench.rounds import Judged, Spread

HEADINGS = ("line", "what", "ours", "limit or peer", "ratio", "goal", "")


def table(judged: Iterable[tuple[str, Judged]], title: str) -> Table:
    """Goals with the names of their lines: medians and, in brackets, least and most of the rounds."""
    drawn = Table(*HEADINGS, title=title)
    for name, one in judged:
        drawn.add_row(*_row(name, one))
    return drawn


def markdown(judged: Iterable[tuple[str, Judged]]) -> str:
    """The same for a document."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *(_row(name, one) for name, one in judged)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


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
