"""Inputs for the allocation of 2025: estimated inhabitants, and illustrative assistance and previous allocations."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from finsam_demo.federations import DATA, Federation
from finsam_demo.spread import apportion, size

YEAR = 2025
FRAME_KR = 339_000_000
NATIONAL_SUPPORT_KR = 3_000_000
BASE_KR = 400_000
PREVIOUS_KR = FRAME_KR - NATIONAL_SUPPORT_KR
"""What the federations of 2023 had together for 2024, as far as the report says."""
SOURCE = (
    "Illustrative, not official: inhabitants 16–64 estimated for 2022 from SCB's 15–64, "
    "assistance measures and previous allocations derived by arithmetic"
)


def inhabitants() -> dict[str, int]:
    """Inhabitants 16–64 in 2022 by municipality code: an estimate, **not official** (see the README)."""
    with (DATA / "inhabitants_16_64_2022_estimate.csv").open(encoding="utf-8") as lines:
        return {row["municipality_code"]: int(row["inhabitants_16_64_2022_estimate"]) for row in csv.DictReader(lines)}


def assistance_ore(code: str, inhabitants: int) -> int:
    """An **illustrative** assistance measure, öre: 12 000 to 24 000 kr per inhabitant, by the code's digits alone."""
    return inhabitants * (12_000 + 200 * (int(code) * 37 % 61)) * 100


def previous_ore(federations: Sequence[Federation]) -> dict[str, int]:
    """**Illustrative** allocations of the year before, by name, öre: a base and a part by size, some far from it."""
    rest = PREVIOUS_KR - BASE_KR * len(federations)
    parts = apportion(rest, [one.inhabitants * (size(nth) + 10) for nth, one in enumerate(federations)])
    return {one.name: (BASE_KR + part) * 100 for one, part in zip(federations, parts, strict=True)}


def inputs(ids: Mapping[str, UUID], federations: Sequence[Federation]) -> dict[str, Any]:
    """The wire shape of ``POST /allocation/v1/inputs``; ``ids``: federation id by name.

    Previous allocations are those of the 72 federations at the end of 2023: mergers are carried over by the model.
    """
    return {
        "year": YEAR,
        "areasAsOf": "2024-12-31",
        "previousAreasAsOf": "2023-12-31",
        "frameOre": FRAME_KR * 100,
        "nationalSupportOre": NATIONAL_SUPPORT_KR * 100,
        "ageBand": "16-64",
        "municipalities": [
            {"code": code, "assistanceOre": assistance_ore(code, count), "inhabitants": count}
            for code, count in inhabitants().items()
        ],
        "federations": [
            {"federationId": str(ids[name]), "previousOre": ore} for name, ore in previous_ore(federations).items()
        ],
        "source": SOURCE,
        "illustrative": True,
    }
