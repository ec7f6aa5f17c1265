"""The printed documents, read from the data files that are shipped with the package."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

DATA = files("finsam_reporting.published") / "data"


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed figure, in its figure's unit (money in öre, shares in whole per cent).

    ``value`` is None where the document has words only ("almost half"). It is rounded to ``precision``; ``tolerance``
    is what its words leave open ("largely unchanged": one point). ``page`` is where the section begins.
    """

    figure: str
    value: int | None
    precision: int
    tolerance: int
    words: str
    section: str
    page: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the document says of a subject in one place, and may say otherwise in another."""

    subject: str
    property: str
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality in the printed list of those outside."""

    municipality_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A published national report. ``extracted`` is when its figures were taken."""

    year: int
    title: str
    publisher: str
    dated: date
    extracted: date
    figures: dict[str, Printed]
    statements: tuple[Statement, ...]
    outside: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """Published numbers at the end of a year; None where none was found. Money in million kronor."""

    year: int
    federations: int | None
    municipalities: int | None
    equity: int | None
    result: int | None
    source: str


@cache
def document_of(year: int) -> Document | None:
    """The published national report of a year, or None when there is none to compare with."""
    found = tomllib.loads((DATA / "documents.toml").read_text("utf-8")).get(str(year))
    if found is None:
        return None
    return Document(
        year,
        figures={row["figure"]: _printed(row) for row in _rows(f"national_{year}.csv")},
        statements=tuple(Statement(**row) for row in _rows(f"statements_{year}.csv")),
        outside=tuple(
            Listed(row["municipality_code"], row["name"]) for row in _rows(f"municipalities_outside_{year}.csv")
        ),
        **found,
    )


@cache
def published_years() -> tuple[PublishedYear, ...]:
    """Federations, municipalities and equity as published, year by year, with gaps."""
    return tuple(
        PublishedYear(
            int(row["year"]),
            _number(row["federations"]),
            _number(row["municipalities"]),
            _number(row["equity_mkr"]),
            _number(row["result_mkr"]),
            row["source"],
        )
        for row in _rows("federation_counts_by_year.csv")
    )


def _printed(row: dict[str, str]) -> Printed:
    precision, tolerance, page = (int(row[name]) for name in ("precision", "tolerance", "page"))
    value = _number(row["value"])
    return Printed(row["figure"], value, precision, tolerance, row["printed"], row["section"], page)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
