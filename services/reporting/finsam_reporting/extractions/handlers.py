"""Keeping extractions: the figures, their evidence and what was found, kept and told in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.event import Event
from finsam_contracts.reporting import ExtractionMade, FindingRaised
from finsam_reporting.extractions.models import ExtractionRow
from finsam_reporting.extractions.queries import PATH
from finsam_reporting.extractions.schemas import Evidence, Extraction
from finsam_reporting.national.schemas import NationalReport

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class KeepExtraction(Command):
    """Keep a report whose moment every source is past: what it says no longer depends on when it is kept."""

    report: NationalReport
    evidence: Evidence


@handlers.decides(KeepExtraction)
async def keep(entry: Entry[KeepExtraction], uow: Write) -> Accepted:
    """An extraction, word for word as it will always be read."""
    command = entry.command
    extraction = Extraction(**dict(command.report), id=uuid4(), recorded_at=uow.now, evidence=command.evidence)
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
