"""HTTP for extractions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from finsam_common.auth import allow, public
from finsam_common.events.known import FactsNotArrived
from finsam_common.problems import NotFound
from finsam_common.web import Collection, Paging, Reads, Router, Writes
from finsam_contracts.values import Year
from finsam_reporting.extractions import queries
from finsam_reporting.extractions.handlers import KeepExtraction
from finsam_reporting.extractions.schemas import Evidence, Extraction, ExtractionSummary, ExtractionToMake, summary_of
from finsam_reporting.facts.arrival import Arrived
from finsam_reporting.national.report import national_report
from finsam_reporting.pages.asked import AcceptLanguage, Lang
from finsam_reporting.pages.page import page_of
from finsam_reporting.words.negotiation import language_of

router = Router("/extractions", tags=["extractions"])
ExtractionId = Annotated[UUID, Path(alias="extractionId", examples=["0b8f2c64-6f0e-4f5e-9a51-3d1c8e2a7b90"])]


@router.post(
    "",
    rights=allow("reporting:write", roles=("steward",)),
    status_code=201,
    answers=Extraction,
    refuses=[FactsNotArrived],
)
async def make_extraction(body: ExtractionToMake, arrived: Arrived, writes: Writes) -> Response:
    """Take a report's figures as they are known now, and freeze them.

    Waits until everything known at this moment has been heard; when that takes too long, 503 with Retry-After.
    """
    known_at = await arrived.now()
    report = national_report(await arrived.facts(body.year, known_at), known_at)
    return await writes.submit(KeepExtraction(report, Evidence.model_validate(await arrived.evidence())))


@router.get("", rights=public(), answers=Collection[ExtractionSummary])
async def list_extractions(
    paging: Paging,
    reads: Reads,
    year: Annotated[Year | None, Query(examples=[2024], description="The report's year")] = None,
) -> Collection[ExtractionSummary]:
    """List extractions, the newest first."""
    rows = await queries.page(reads, year, paging.after(datetime, UUID), paging.limit + 1)
    return paging.cut(rows, lambda row: [row["recorded_at"], row["id"]], summary_of)


@router.get("/{extraction_id}", rights=public(), answers=Extraction, refuses=[NotFound])
async def read_extraction(extraction_id: ExtractionId, reads: Reads) -> Response:
    """Read an extraction: the same bytes for ever, whatever has been registered since."""
    return Response(await _document(reads, extraction_id), media_type="application/json")


@router.get("/{extraction_id}/page", rights=public(), refuses=[NotFound], response_class=HTMLResponse)
async def show_extraction(
    extraction_id: ExtractionId, reads: Reads, lang: Lang = None, accept_language: AcceptLanguage = None
) -> Any:
    """Show an extraction as a web page, in Swedish or English.

    Tables with published beside computed, two diagrams, findings, and every figure's definition. Works without scripts.
    """
    extraction = Extraction.model_validate_json(await _document(reads, extraction_id))
    json_path = f"{queries.PATH}/{extraction_id}"
    return page_of(extraction, language_of(lang, accept_language), json_path, extraction_id)


async def _document(reads: Reads, extraction_id: UUID) -> str:
    document = await queries.document(reads, extraction_id)
    if document is None:
        raise NotFound
    return document
