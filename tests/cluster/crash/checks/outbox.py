"""State and events are one: each version has its event, once; positions have no gap."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tests.cluster.crash.checks.answers import REGISTERS
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.evidence import Evidence, Finding, Row


def check(evidence: Evidence) -> Iterator[Finding]:
    """Follow-up's versions against its events, then the numbers that the relays gave."""
    told = [key for row in evidence.outbox["followup"] if (key := version_of(row)) is not None]
    yield from same_once("follow-up's outbox", (version.key for version in evidence.versions), told)
    for service, rows in evidence.outbox.items():
        positions = [row["position"] for row in rows]
        yield from same_once(f"positions of {service}", range(1, len(rows) + 1), positions)


def version_of(row: Row) -> tuple[str, UUID, int] | None:
    """The version of a registration that an event tells of."""
    data: dict[str, Any] = json.loads(row["data"])
    for path, register in REGISTERS.items():
        if row["type"].startswith(f"followup.{register.kind}-") and "version" in data:
            return path, UUID(data[f"{register.kind}Id"]), data["version"]
    return None
