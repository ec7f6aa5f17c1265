"""Headcounts over HTTP."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import Response

from finsam_common.auth import allow
from finsam_common.problems import ContentDiffers, KeyChanged, NotFound, NotYours
from finsam_common.web import Collection, KnownAt, Paging, Router, Writes
from finsam_followup.headcounts import rules
from finsam_followup.headcounts.handlers import CorrectHeadcount, ReportHeadcount, VoidHeadcount
from finsam_followup.headcounts.queries import HEADCOUNTS
from finsam_followup.headcounts.schemas import Headcount, HeadcountReport
from finsam_followup.registrations import OfFederation, Readable

router = Router("/headcounts", tags=["headcounts"])
READ: Final = allow("followup:read", own="federationId")
WRITE: Final = allow("followup:write", own="federationId")


@router.post("", rights=WRITE, status_code=201, answers=Headcount, refuses=[ContentDiffers, *rules.REFUSALS])
async def report_headcount(body: HeadcountReport, writes: Writes) -> Response:
    """Report numbers of participants in one intervention and month.

    By sex for individual interventions; without sex, or with, for structural ones. People are not unique across
    interventions.
    """
    return await writes.submit(ReportHeadcount(body))


router.bulk("", ReportHeadcount)


@router.get("", rights=READ, answers=Collection[Headcount], refuses=[NotYours])
async def list_headcounts(federation_id: OfFederation, known_at: KnownAt, paging: Paging, readable: Readable) -> Any:
    """List what stands in a federation, by external id."""
    return await readable.of_federation(HEADCOUNTS, federation_id, known_at, paging)


@router.get("/{headcountId}", rights=READ, answers=Headcount, refuses=[NotFound])
async def read_headcount(headcount_id: UUID, known_at: KnownAt, readable: Readable) -> Any:
    """Read a headcount, as it stands or as it was known at a moment."""
    return await readable.one(HEADCOUNTS, headcount_id, known_at)


@router.get("/{headcountId}/versions", rights=READ, answers=Collection[Headcount], refuses=[NotFound])
async def list_headcount_versions(headcount_id: UUID, paging: Paging, readable: Readable) -> Any:
    """List the versions of a headcount, the newest first."""
    return await readable.versions(HEADCOUNTS, headcount_id, paging)


@router.put("/{headcountId}", rights=WRITE, answers=Headcount, refuses=[KeyChanged, *rules.REFUSALS])
async def correct_headcount(headcount_id: UUID, body: HeadcountReport, writes: Writes) -> Response:
    """Correct numbers that were reported; their intervention and month stay."""
    return await writes.submit(CorrectHeadcount(headcount_id, body))


@router.delete("/{headcountId}", rights=WRITE, answers=Headcount)
async def void_headcount(headcount_id: UUID, writes: Writes) -> Response:
    """Take numbers back that were reported in error.

    The void version stays in the history and counts nowhere.
    """
    return await writes.submit(VoidHeadcount(headcount_id))
