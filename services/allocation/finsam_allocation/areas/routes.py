"""HTTP for areas."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request

from finsam_allocation.areas import queries
from finsam_allocation.areas.projections import areas as projected
from finsam_allocation.areas.schemas import FederationArea
from finsam_allocation.memberships import Area
from finsam_common.auth import allow
from finsam_common.events.known import RETRY_AFTER_SECONDS, FactsNotArrived, KnownTime
from finsam_common.transports import TransportUnavailable
from finsam_common.web import AsOf, Collection, Paging, Reads, Router
from finsam_common.web.doors import runtime_of

PATIENCE_SECONDS: Final = 10.0
router = Router("/areas", tags=["areas"])


async def _heard(request: Request) -> None:
    """Wait until all that the registry had told when the request came has been heard; raises FactsNotArrived."""
    runtime = runtime_of(request)
    known = KnownTime(runtime.database, runtime.transport, [projected], runtime.settings.clock_skew_seconds)
    try:
        await known.wait_past(datetime.now(UTC), PATIENCE_SECONDS)
    except TransportUnavailable:
        raise FactsNotArrived(retry_after=RETRY_AFTER_SECONDS) from None


AreasHeard = Annotated[None, Depends(_heard)]
"""What is frozen of areas is frozen of the areas as they are, not as they were a moment ago."""


@router.get("", rights=allow("allocation:read"), answers=Collection[FederationArea])
async def list_areas(as_of: AsOf, paging: Paging, reads: Reads) -> Collection[FederationArea]:
    """Which municipalities each federation has on a day.

    As the registry has told; a change there is seen here a moment later.
    """
    (after,) = paging.after(UUID) or (None,)
    areas = await queries.areas(reads, as_of, after, paging.limit + 1)
    return paging.cut(areas, lambda area: [area.federation_id], _shown)


def _shown(area: Area) -> FederationArea:
    return FederationArea.model_validate(area, from_attributes=True)
