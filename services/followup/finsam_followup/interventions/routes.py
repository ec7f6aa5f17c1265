"""Interventions over HTTP."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import Response

from finsam_common.auth import allow
from finsam_common.problems import ContentDiffers, KeyChanged, NotFound, NotYours
from finsam_common.web import Collection, KnownAt, Paging, Reads, Router, Writes
from finsam_followup.interventions import queries, rules
from finsam_followup.interventions.handlers import CorrectIntervention, RegisterIntervention, VoidIntervention
from finsam_followup.interventions.queries import INTERVENTIONS
from finsam_followup.interventions.schemas import Flags, Intervention, InterventionRegistration
from finsam_followup.registrations import OfFederation, Readable

router = Router("/interventions", tags=["interventions"])
READ: Final = allow("followup:read", own="federationId")
WRITE: Final = allow("followup:write", own="federationId")


@router.post("", rights=WRITE, status_code=201, answers=Intervention, refuses=[ContentDiffers, *rules.REFUSALS])
async def register_intervention(body: InterventionRegistration, writes: Writes) -> Response:
    """Register an intervention that a federation finances.

    A measure with both an individual and a structural side is two interventions. If several federations share one,
    each registers its own, with its own cost.
    """
    return await writes.submit(RegisterIntervention(body))


router.bulk("", RegisterIntervention)


@router.get("", rights=READ, answers=Collection[Intervention], refuses=[NotYours])
async def list_interventions(federation_id: OfFederation, known_at: KnownAt, paging: Paging, readable: Readable) -> Any:
    """List what stands in a federation, by external id."""
    return await readable.of_federation(INTERVENTIONS, federation_id, known_at, paging)


@router.get("/{interventionId}", rights=READ, answers=Intervention, refuses=[NotFound])
async def read_intervention(intervention_id: UUID, known_at: KnownAt, readable: Readable) -> Any:
    """Read an intervention, as it stands or as it was known at a moment."""
    return await readable.one(INTERVENTIONS, intervention_id, known_at)


@router.get("/{interventionId}/versions", rights=READ, answers=Collection[Intervention], refuses=[NotFound])
async def list_intervention_versions(intervention_id: UUID, paging: Paging, readable: Readable) -> Any:
    """List the versions of an intervention, the newest first."""
    return await readable.versions(INTERVENTIONS, intervention_id, paging)


@router.put("/{interventionId}", rights=WRITE, answers=Intervention, refuses=[KeyChanged, *rules.REFUSALS])
async def correct_intervention(intervention_id: UUID, body: InterventionRegistration, writes: Writes) -> Response:
    """Correct an intervention, or say that it goes on or ends; orientation, method and ESF financing stay."""
    return await writes.submit(CorrectIntervention(intervention_id, body))


@router.delete("/{interventionId}", rights=WRITE, answers=Intervention)
async def void_intervention(intervention_id: UUID, writes: Writes) -> Response:
    """Take an intervention back that was registered in error.

    The void version stays in the history and counts nowhere.
    """
    return await writes.submit(VoidIntervention(intervention_id))


@router.get("/{interventionId}/flags", rights=READ, answers=Flags, refuses=[NotFound])
async def list_intervention_flags(intervention_id: UUID, reads: Reads, readable: Readable) -> Flags:
    """List what took the ground from an intervention: its federation ended while it ran."""
    await readable.one(INTERVENTIONS, intervention_id, None)
    return await queries.flags(reads, intervention_id)
