"""The checker: from evidence to findings. None: nothing was lost, doubled, reordered, and no answer was untrue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.cluster.crash.checks import answers, decisions, facts, log, outbox, projections
from tests.cluster.crash.evidence import Evidence, Finding, Wrong

CHECKS = (
    answers.check,
    outbox.check,
    decisions.check,
    log.check,
    projections.check,
    facts.check,
)


def check(evidence: Evidence) -> list[Finding]:
    """Everything that is wrong."""
    return [*_parked(evidence), *(finding for look in CHECKS for finding in look(evidence))]


def _parked(evidence: Evidence) -> Iterator[Finding]:
    for service, count in evidence.parked.items():
        if count:
            yield Finding(Wrong.PARKED, service, f"{count} events")


def told(findings: Iterable[Any], limit: int = 20) -> str:
    """Findings, one a line, for whoever reads a failed run."""
    lines = [str(finding) for finding in findings]
    more = [f"… and {len(lines) - limit} more"] if len(lines) > limit else []
    return "\n".join([*lines[:limit], *more])
