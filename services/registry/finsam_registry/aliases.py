"""The alias tables that ship with the registry: printed names that are not the official ones, each with its reason."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from finsam_registry.identities import name_key


@dataclass(frozen=True, slots=True)
class Aliases:
    """Printed names by ``name_key``: municipality codes, federation names, county codes."""

    municipalities: Mapping[str, str]
    federations: Mapping[str, str]
    counties: Mapping[str, str]


@cache
def shipped() -> Aliases:
    """The tables of the package."""
    return Aliases(
        _table("municipality_aliases.csv", "municipality_code"),
        _table("federation_aliases.csv", "federation_name"),
        _table("county_aliases.csv", "county_code"),
    )


def _table(file: str, column: str) -> dict[str, str]:
    text = (files("finsam_registry.imports") / "data" / file).read_text(encoding="utf-8")
    return {name_key(row["printed"]): row[column] for row in csv.DictReader(text.splitlines())}
