"""Reporting's part of the main job: an extraction of the national report of 2024."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final

from finsam_demo.gateway import Answer, Caller, RefusedError
from finsam_demo.rows import Dataset

YEAR: Final = 2024
EXTRACTIONS: Final = "/reporting/v1/extractions"
PATIENCE_SECONDS: Final = 120

Facts = Counter[tuple[str, int]]
"""A number of facts by kind and year."""


@dataclass(frozen=True)
class Extraction:
    """An extraction and the report that it froze."""

    id: str
    known_at: str
    report: Answer


async def extract(steward: Caller, data: Dataset) -> Extraction:
    """Take the figures when reporting has heard of all the data set. Asked again, it is the same extraction."""
    await _heard(steward, data)
    made = await steward.post(EXTRACTIONS, {"report": "national", "year": YEAR}, key=f"demo-national-{YEAR}")
    return Extraction(made["id"], made["knownAt"], made)


async def last(reader: Caller, data: Dataset) -> Extraction | None:
    """The newest extraction of the year's report, if it has all of the data set; else the job is not done."""
    for newest in (await reader.get(EXTRACTIONS, year=YEAR, limit=1))["items"]:
        found = await reader.get(f"{EXTRACTIONS}/{newest['id']}")
        if counted(found) >= expected(data):
            return Extraction(found["id"], found["knownAt"], found)
    return None


def counted(report: Answer) -> Facts:
    """How many facts of each kind and year a report says that it counted."""
    return Counter({(one["kind"], one["year"]): one["facts"] for one in report["provenance"]["counted"]})


def expected(data: Dataset) -> Facts:
    """How many it counts when all of the data set has arrived."""
    facts: Facts = Counter()
    for year in (YEAR - 1, YEAR):
        facts["interventions", year] = sum(bool(one.life.months(year)) for one in data.interventions)
        facts["headcounts", year] = sum(one.period.startswith(str(year)) for one in data.headcounts)
        facts["budgets", year] = sum(one.year == year for one in data.budgets)
    return facts


async def _heard(reader: Caller, data: Dataset) -> None:
    """Wait until the report of the year counts every fact. Raises RefusedError when they do not come."""
    facts = expected(data)
    for _ in range(PATIENCE_SECONDS * 2):
        heard = counted(await reader.get(f"/reporting/v1/reports/national/{YEAR}"))
        if heard >= facts:
            return
        await asyncio.sleep(0.5)
    raise RefusedError(f"after {PATIENCE_SECONDS} seconds reporting has heard of {dict(heard)}, not of {dict(facts)}")
