"""The code list that ships with the package."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and its county, by SCB's codes."""

    code: str
    name: str
    county_code: str


@cache
def municipalities() -> dict[str, Municipality]:
    """The country's municipalities by code."""
    return {
        row["municipality_code"]: Municipality(row["municipality_code"], row["municipality_name"], row["county_code"])
        for row in _rows()
    }


@cache
def counties() -> dict[str, str]:
    """The counties' names by code."""
    return {row["county_code"]: row["county_name"] for row in _rows()}


def _rows() -> list[dict[str, str]]:
    file = files("finsam_reporting.geography") / "data" / "municipalities.csv"
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))
