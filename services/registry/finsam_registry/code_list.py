"""The code list that ships with the registry, read into rows for the migration that loads it."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any, Final

SOURCE: Final = "SCB, koder för län och kommuner; regionernas namn för hand"
"""The list says which codes there are, not since when: ``valid_from`` stays empty."""

ONE_AUTHORITY: Final = {"09": "0980"}
"""Counties whose region and municipality are one authority (Gotland), by the municipality's code."""

Row = dict[str, Any]


def counties_and_municipalities() -> tuple[list[Row], list[Row]]:
    """21 counties and 290 municipalities, each sorted by code, as rows of their tables."""
    text = (files("finsam_registry.reference") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    listed = sorted(csv.DictReader(text.splitlines()), key=lambda row: row["municipality_code"])
    counties = {row["county_code"]: _county(row) for row in listed}
    return list(counties.values()), [_municipality(row) for row in listed]


def _county(row: Row) -> Row:
    code = row["county_code"]
    return {
        "code": code,
        "name": row["county_name"],
        "region_name": row["region_name"],
        "municipality_code": ONE_AUTHORITY.get(code),
        "source": SOURCE,
    }


def _municipality(row: Row) -> Row:
    return {
        "code": row["municipality_code"],
        "name": row["municipality_name"],
        "county_code": row["county_code"],
        "source": SOURCE,
    }
