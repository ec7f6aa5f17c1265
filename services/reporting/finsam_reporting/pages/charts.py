"""Where everything stands in the two diagrams: numbers in, coordinates out. The template draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from finsam_reporting.national.schemas import FigureRow, SeriesYear


@dataclass(frozen=True, slots=True)
class Point:
    """A value's place, and the value for its tooltip."""

    x: float
    y: float
    year: int
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A series: all its points, and the runs of neighbouring years that a line may join."""

    name: str
    published: bool
    points: list[Point]
    runs: list[str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Diagram 1."""

    width: int
    height: int
    left: int
    right: float
    bottom: int
    years: list[Tick]
    values: list[Tick]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of diagram 2; ``mark`` is where the published number stands, if one was printed."""

    label: str
    value: str
    y: int
    length: float
    mark: float | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Diagram 2."""

    width: int
    height: int
    left: int
    thickness: int
    bars: list[Bar]


def lines(series: Sequence[SeriesYear]) -> Lines:
    """Federations and municipalities by year, on one axis from nothing to the country's 290."""
    width, height, left, right, top, bottom = 720, 350, 40, 566, 16, 316
    first, last = series[0].year, series[-1].year
    step = (right - left) / max(last - first, 1)
    tall = (bottom - top) / 300

    def line(name: str, published: bool, value: Callable[[SeriesYear], int | None]) -> Line:
        found = [(each.year, value(each)) for each in series]
        points = [
            Point(round(left + (year - first) * step, 1), round(bottom - number * tall, 1), year, number)
            for year, number in found
            if number is not None
        ]
        return Line(name, published, points, _runs(points))

    return Lines(
        width,
        height,
        left,
        right,
        bottom,
        [Tick(round(left + (year - first) * step, 1), str(year)) for year in range(last, first - 1, -2)],
        [Tick(bottom - number * tall, str(number)) for number in range(0, 301, 50)],
        [
            line("municipalities", True, lambda each: each.published_municipalities),
            line("federations", True, lambda each: each.published_federations),
            line("municipalities", False, lambda each: each.municipalities),
            line("federations", False, lambda each: each.federations),
        ],
    )


def bars(groups: Sequence[tuple[str, FigureRow]], language: str) -> Bars:
    """A bar for each target group, in the order of the code list."""
    left, thickness, step, widest = 250, 22, 38, 400
    numbers = [number for _, row in groups for number in (row.computed, row.published) if number]
    scale = widest / max(numbers, default=1)
    return Bars(
        width=720,
        height=step * len(groups) + 8,
        left=left,
        thickness=thickness,
        bars=[
            Bar(
                label,
                row.computed_en if language == "en" else row.computed_sv,
                8 + place * step,
                round((row.computed or 0) * scale, 1),
                None if row.published is None else round(left + row.published * scale, 1),
                row.published_en if language == "en" else row.published_sv,
            )
            for place, (label, row) in enumerate(groups)
        ],
    )


def _runs(points: Sequence[Point]) -> list[str]:
    """Points of years that follow each other, as the coordinates of a line; a gap in the years breaks it."""
    numbered = enumerate(points)
    runs = [[point for _, point in run] for _, run in groupby(numbered, key=lambda pair: pair[1].year - pair[0])]
    return [" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1]
