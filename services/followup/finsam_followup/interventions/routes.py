"""Interventions over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path, Query, Response

from finsam_common.auth import allow
from finsam_common.problems import ContentDiffers, KeyChanged, NotFound, NotYours
from finsam_common.web import Collection, KnownAt, Paging, Reads, Router, Writes
from finsam_followup.interventions import queries, rules
from finsam_followup.interventions.handlers import CorrectIntervention, RegisterIntervention, VoidIntervention
from finsam_followup.interventions.queries import INTERVENTIONS
from finsam_followup.interventions.schemas import Flags, Intervention, InterventionRegistration
from finsam_followup.registrations import Readable

router = Router("/interventions", tags=["interventions"])
READ: Final = allow("followup:read", own="federationId")
WRITE: Final = allow("followup:write", own="federationId")
InterventionId = Annotated[UUID, Path(alias="interventionId", examples=["3f0c2b7e-5d1a-5c44-9f0e-8a1b2c3d4e5f"])]
FederationId = Annotated[
    UUID,
    Query(alias="federationId", examples=["7a0e9c52-1b1c-4f53-8d0e-0c6a4f4f2a11"], description="Whose interventions"),
]


@router.post("", rights=WRITE, status_code=201, answers=Intervention, refuses=[ContentDiffers, *rules.REFUSALS])
async def register_intervention(body: InterventionRegistration, writes: Writes) -> Response:
    """Register an intervention that a federation finances.

    A measure with both an individual and a structural side is two interventions. If several federations share one,
    each registers its own, with its own cost.
    """
    return await writes.submit(RegisterIntervention(body))


router.bulk("", RegisterIntervention)


@router.get("", rights=READ, answers=Collection[Intervention], refuses=[NotYours])
async def list_interventions(federation_id: FederationId, known_at: KnownAt, paging: Paging, readable: Readable) -> Any:
    """List what stands in a federation, by external id."""
    return await readable.of_federation(INTERVENTIONS, federation_id, known_at, paging)


@router.get("/{interventionId}", rights=READ, answers=Intervention, refuses=[NotFound])
async def read_intervention(id_: InterventionId, known_at: KnownAt, readable: Readable) -> Any:
    """Read an intervention, as it stands or as it was known at a moment."""
    return await readable.one(INTERVENTIONS, id_, known_at)


@router.get("/{interventionId}/versions", rights=READ, answers=Collection[Intervention], refuses=[NotFound])
async def list_intervention_versions(id_: InterventionId, paging: Paging, readable: Readable) -> Any:
    """List the versions of an intervention, the newest first."""
    return await readable.versions(INTERVENTIONS, id_, paging)


@router.put("/{interventionId}", rights=WRITE, answers=Intervention, refuses=[KeyChanged, *rules.REFUSALS])
async def correct_intervention(id_: InterventionId, body: InterventionRegistration, writes: Writes) -> Response:
    """Correct an intervention, or say that it goes on or ends; orientation, method and ESF financing stay."""
    return await writes.submit(CorrectIntervention(id_, body))


@router.delete("/{interventionId}", rights=WRITE, answers=Intervention)
async def void_intervention(id_: InterventionId, writes: Writes) -> Response:
    """Take an intervention back that was registered in error.

    The void version stays in the history and counts nowhere.
    """
    return await writes.submit(VoidIntervention(id_))


@router.get("/{interventionId}/flags", rights=READ, answers=Flags, refuses=[NotFound])
async def list_intervention_flags(id_: InterventionId, reads: Reads, readable: Readable) -> Flags:
    """List what took the ground from an intervention: its federation ended while it ran."""
    await readable.one(INTERVENTIONS, id_, None)
    return await queries.flags(reads, id_)
