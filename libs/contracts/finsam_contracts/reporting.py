"""Events of reporting: extractions and the findings that stand beside their figures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from finsam_contracts.event import Event
from finsam_contracts.values import Year


class ExtractionMade(Event, name="reporting.extraction-made.v1", key="extraction_id"):
    """A report's figures were taken: all that was known at ``known_at``, nothing later. ``digest`` is their SHA-256."""

    extraction_id: UUID
    report: str
    year: Year
    known_at: datetime
    digest: str
    findings: int
    recorded_at: datetime


class FindingRaised(Event, name="reporting.finding-raised.v1", key="extraction_id"):
    """Figures, or a published document beside them, do not agree."""

    extraction_id: UUID
    code: str
    figure: str
    detail: str
    recorded_at: datetime
