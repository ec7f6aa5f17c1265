"""HTTP for coverage."""

from __future__ import annotations

from finsam_common.auth import public
from finsam_common.web import AsOf, BaseUrl, KnownAt, Reads, Router
from finsam_registry.coverage import queries
from finsam_registry.coverage.schemas import Coverage

router = Router("/coverage", tags=["coverage"])


@router.get("", rights=public(), answers=Coverage)
async def read_coverage(as_of: AsOf, known_at: KnownAt, reads: Reads, base_url: BaseUrl) -> Coverage:
    """How many federations there are on a day, and which municipalities are in one.

    What is not known is told apart: who is shown by a source on a later day only, and, before the first day on
    which the registry is complete, who is not named at all.
    """
    return await queries.coverage(reads, as_of, known_at, base_url)
