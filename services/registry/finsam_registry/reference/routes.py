"""HTTP for reference data."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from finsam_common.auth import public
from finsam_common.web import Collection, Paging, Reads, Router
from finsam_contracts.values import CountyCode
from finsam_registry.reference import queries
from finsam_registry.reference.schemas import County, Municipality

municipalities = Router("/municipalities", tags=["reference"])
counties = Router("/counties", tags=["reference"])

InCounty = Annotated[CountyCode | None, Query(alias="countyCode", examples=["12"], description="Of this county")]


@municipalities.get("", rights=public(), answers=Collection[Municipality])
async def list_municipalities(paging: Paging, reads: Reads, county_code: InCounty = None) -> Collection[Municipality]:
    """The municipalities, by code."""
    (after,) = paging.after(str) or ("",)
    found = await queries.municipalities(reads, county_code, after, paging.limit + 1)
    return paging.cut(found, lambda each: [each.code], lambda each: each)


@counties.get("", rights=public(), answers=Collection[County])
async def list_counties(paging: Paging, reads: Reads) -> Collection[County]:
    """The counties and their regions, by code."""
    (after,) = paging.after(str) or ("",)
    found = await queries.counties(reads, after, paging.limit + 1)
    return paging.cut(found, lambda each: [each.code], lambda each: each)
