"""Reads of reference data."""

from __future__ import annotations

from sqlalchemy import select

from finsam_common.db import Read
from finsam_registry.geography import County, Geography, Municipality
from finsam_registry.reference import schemas
from finsam_registry.reference.models import CountyRow, MunicipalityRow


async def geography(read: Read) -> Geography:
    """The country, as values."""
    counties = await read.all(
        select(CountyRow.code, CountyRow.name, CountyRow.region_name, CountyRow.municipality_code)
    )
    municipalities = await read.all(select(MunicipalityRow.code, MunicipalityRow.name, MunicipalityRow.county_code))
    return Geography(
        {row["code"]: Municipality(**row) for row in municipalities},
        {row["code"]: County(**row) for row in counties},
    )


async def municipalities(read: Read, county_code: str | None, after: str, limit: int) -> list[schemas.Municipality]:
    """Municipalities in order of their codes, those after one code; of one county, or of all."""
    found = (
        select(MunicipalityRow.__table__, CountyRow.name.label("county_name"))
        .join(CountyRow, CountyRow.code == MunicipalityRow.county_code)
        .where(MunicipalityRow.code > after)
        .order_by(MunicipalityRow.code)
        .limit(limit)
    )
    if county_code is not None:
        found = found.where(MunicipalityRow.county_code == county_code)
    return [schemas.Municipality.model_validate(dict(row)) for row in await read.all(found)]


async def counties(read: Read, after: str, limit: int) -> list[schemas.County]:
    """Counties with their regions, in order of their codes, those after one code."""
    found = select(CountyRow.__table__).where(CountyRow.code > after).order_by(CountyRow.code).limit(limit)
    return [schemas.County.model_validate(dict(row)) for row in await read.all(found)]
