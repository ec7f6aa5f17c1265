"""Reporting's facts against what clients were told, past log and outbox: each accepted version once, in its order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tests.cluster.crash.book import Claim, claims_of
from tests.cluster.crash.checks.answers import is_registration
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.evidence import Evidence, Finding, Row, Wrong

TABLES: Final = {f"/followup/v1/{name}": name for name in ("interventions", "headcounts", "budgets")}
SAME: Final[Mapping[str, Mapping[str, str]]] = {
    "interventions": {"orientation": "orientation", "focus": "focus", "provenance": "provenance"},
    "headcounts": {"women": "women", "men": "men", "interventionId": "intervention_id"},
    "budgets": {"year": "year", "ordinaryOre": "ore", "interventionId": "intervention_id"},
}
"""Members that a fact has as they were sent."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Promised versions against the rows of each kind."""
    claims = [claim for request in evidence.requests if is_registration(request) for claim in claims_of(request)]
    tables = {
        name: rows for hearer in evidence.hearers if hearer.service == "reporting" for name, rows in hearer.rows.items()
    }
    for path, name in TABLES.items():
        where, rows = f"{name} in reporting", tables[name]
        of_kind = [claim for claim in claims if claim.path == path]
        yield from same_once(
            where, (claim.key for claim in of_kind), ((path, row["id"], row["version"]) for row in rows)
        )
        stored = {(path, row["id"], row["version"]): row for row in rows}
        for claim in of_kind:
            if claim.key in stored and not _says(stored[claim.key], claim, SAME[name]):
                yield Finding(Wrong.CHANGED, where, str(claim.key))
        yield from _in_order(where, rows)


def _says(row: Row, claim: Claim, same: Mapping[str, str]) -> bool:
    if row["void"] != claim.void:
        return False
    sent: Mapping[str, Any] = claim.sent or {}
    return all(str(row[column]) == str(sent[member]) for member, column in same.items() if member in sent)


def _in_order(where: str, rows: Any) -> Iterator[Finding]:
    """The versions of one registration count from 1 and were known one after the other."""
    of_one: defaultdict[UUID, list[tuple[int, datetime]]] = defaultdict(list)
    for row in rows:
        of_one[row["id"]].append((row["version"], row["known_from"]))
    for each, versions in of_one.items():
        versions.sort()
        known = [moment for _, moment in versions]
        if known != sorted(known):
            yield Finding(Wrong.REORDERED, where, str(each))
