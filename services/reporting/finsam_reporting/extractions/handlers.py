"""Making extractions: the figures, their evidence and what was found, kept and told in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.event import Event
from finsam_contracts.reporting import ExtractionMade, FindingRaised
from finsam_reporting.extractions.models import ExtractionRow
from finsam_reporting.extractions.queries import PATH
from finsam_reporting.extractions.schemas import Evidence, Extraction, ExtractionToMake
from finsam_reporting.facts.national import national_facts
from finsam_reporting.national.report import national_report

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class MakeExtraction(Command):
    """Take a report's figures as they were known at a moment that every source is past, and keep them."""

    body: ExtractionToMake
    known_at: datetime
    evidence: dict[str, Any]


@handlers.decides(MakeExtraction)
async def make(entry: Entry[MakeExtraction], uow: Write) -> Accepted:
    """An extraction, word for word as it will always be read."""
    command = entry.command
    facts = await national_facts(uow, command.body.year, command.known_at)
    report = national_report(facts, command.known_at)
    extraction = Extraction(
        **dict(report),
        id=uuid4(),
        recorded_at=uow.now,
        evidence=Evidence.model_validate(command.evidence),
    )
    uow.session.add(_row(extraction, entry.principal.subject))
    return Accepted(extraction, location=f"{PATH}/{extraction.id}", events=_events(extraction))


def _row(extraction: Extraction, recorded_by: str) -> ExtractionRow:
    return ExtractionRow(
        id=extraction.id,
        report=extraction.report,
        year=extraction.year,
        known_at=extraction.known_at,
        recorded_at=extraction.recorded_at,
        recorded_by=recorded_by,
        definitions_version=extraction.definitions.version,
        digest=extraction.digest,
        findings=len(extraction.findings),
        synthetic=extraction.provenance.synthetic,
        document=extraction.model_dump_json(),
    )


def _events(extraction: Extraction) -> list[Event]:
    about: dict[str, UUID | datetime] = {"extraction_id": extraction.id, "recorded_at": extraction.recorded_at}
    made = ExtractionMade(
        **about,
        report=extraction.report,
        year=extraction.year,
        known_at=extraction.known_at,
        digest=extraction.digest,
        findings=len(extraction.findings),
    )
    found = [
        FindingRaised(**about, code=each.code, figure=each.subject, detail=each.text.sv) for each in extraction.findings
    ]
    return [made, *found]
