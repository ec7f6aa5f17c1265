"""The registry's decisions: each that was accepted is told once, and shown where federations are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tests.cluster.crash.book import Request
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.evidence import Evidence, Finding

FORMED, RENAMED = "registry.federation-formed.v1", "registry.federation-renamed.v1"
FORM, RENAME = "/registry/v1/federations", "/registry/v1/renamings"
SHOWN_IN: Final = {"allocation": "area_names", "reporting": "federation_names"}

Named = tuple[str, str]
"""A federation's id, and a name that it was given; no name is given twice in a run."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Names against events, and against every table that keeps all names, then against the latest names."""
    asked = [request for request in evidence.requests if request.accepted and request.path in (FORM, RENAME)]
    due = [_named(request) for request in asked]
    events = [json.loads(row["data"]) for row in evidence.outbox["registry"] if row["type"] in (FORMED, RENAMED)]
    yield from same_once("registry's outbox", due, [(data["federationId"], data["name"]) for data in events])
    for hearer in evidence.hearers:
        table = hearer.rows.get(SHOWN_IN.get(hearer.service, ""))
        if table is not None:
            names = [(str(row["federation_id"]), row["name"]) for row in table]
            yield from same_once(f"names in {hearer.service}", due, names)
        if hearer.service == "followup":
            shown = [(str(row["id"]), row["name"]) for row in hearer.rows["federations"]]
            yield from same_once("latest names in followup", dict(due).items(), shown)


def _named(request: Request) -> Named:
    (body,) = request.bodies
    return (request.resource["id"] if request.path == FORM else body["federationId"]), body["name"]
