"""HTTP for areas."""

from __future__ import annotations

from uuid import UUID

from finsam_allocation.areas import queries
from finsam_allocation.areas.schemas import FederationArea
from finsam_allocation.memberships import Area
from finsam_common.auth import allow
from finsam_common.web import AsOf, Collection, Paging, Reads, Router

router = Router("/areas", tags=["areas"])


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
