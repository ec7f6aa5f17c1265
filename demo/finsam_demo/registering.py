"""The registry's part of the main job: the printed list goes in, and what it does not say is supplemented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from uuid import UUID

from finsam_demo.federations import DATA
from finsam_demo.gateway import Answer, Caller

LIST = "federations_2024_as_listed.csv"
DAYS = ("2023-12-31", "2024-12-31")
"""The ends of the two years: on the first there were 72 federations, on the second 69."""


async def import_list(steward: Caller) -> Answer:
    """Import the printed list, with the municipalities and totals that are printed beside it; the import's report."""
    body = _supplement("list_2024.json") | {"csv": (DATA / LIST).read_text(encoding="utf-8")}
    return await steward.post("/registry/v1/imports", body, key="demo-federations-2024-as-listed")


async def supplement_2023(steward: Caller) -> None:
    """Register what gives 2023 its 72 federations: the mergers and renamings of 2024, and who was there before."""
    for step in _supplement("year_2023.json")["steps"]:
        await steward.post(step["path"], step["body"], key=step["key"])


async def ids_by_name(anybody: Caller) -> Mapping[str, UUID]:
    """The federations of both years by name; one that was renamed also by its earlier name."""
    found: dict[str, UUID] = {}
    for day in DAYS:
        for federation in await anybody.items("/registry/v1/federations", asOf=day):
            found[federation["name"]] = UUID(federation["id"])
    return found


def _supplement(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files("finsam_registry") / "supplements" / name).read_text(encoding="utf-8"))
    return content
