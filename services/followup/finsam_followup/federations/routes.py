"""Federations over HTTP: what this service has heard from the registry so far."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from finsam_common.auth import allow
from finsam_common.problems import NotFound
from finsam_common.web import AsOf, Collection, Paging, Reads, Router
from finsam_followup.federations import queries
from finsam_followup.federations.schemas import Federation, FederationWithArea

router = Router("/federations", tags=["federations"])


@router.get("", rights=allow("followup:read"), answers=Collection[Federation])
async def list_federations(reads: Reads, paging: Paging) -> Any:
    """List the federations that may register, or could, by name."""
    return paging.answer(*await queries.page(reads, paging))


@router.get("/{federationId}", rights=allow("followup:read"), answers=FederationWithArea, refuses=[NotFound])
async def read_federation(federation_id: UUID, as_of: AsOf, reads: Reads) -> FederationWithArea:
    """Read a federation with its municipalities on a day."""
    return await queries.one(reads, federation_id, as_of)
