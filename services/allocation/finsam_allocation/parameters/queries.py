"""Reads of parameter sets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, tuple_

from finsam_allocation.parameters.models import ParameterSetRow
from finsam_allocation.parameters.schemas import ParameterSet, ParameterSetToRegister
from finsam_common.bodies import Link
from finsam_common.db import Read

PATH = "/allocation/v1/parameter-sets"


async def parameter_set(read: Read, id_: UUID, base_url: str = "") -> ParameterSet | None:
    """One set, by its id."""
    row = await read.one_or_none(select(ParameterSetRow.__table__).where(ParameterSetRow.id == id_))
    return None if row is None else represent(row, base_url)


async def latest(read: Read, name: str, base_url: str) -> ParameterSet | None:
    """The newest version of a name."""
    newest = select(ParameterSetRow.__table__).where(ParameterSetRow.name == name)
    row = await read.one_or_none(newest.order_by(ParameterSetRow.version.desc()).limit(1))
    return None if row is None else represent(row, base_url)


async def parameter_sets(read: Read, after: tuple[str, int], limit: int, base_url: str) -> list[ParameterSet]:
    """Sets by name and version, so many after one."""
    name, version = ParameterSetRow.name, ParameterSetRow.version
    chosen = select(ParameterSetRow.__table__).where(tuple_(name, version) > after).order_by(name, version)
    return [represent(row, base_url) for row in await read.all(chosen.limit(limit))]


def represent(row: RowMapping | dict[str, Any], base_url: str) -> ParameterSet:
    """A row of the table as it is answered."""
    return ParameterSet(
        id=row["id"],
        version=row["version"],
        parameters=ParameterSetToRegister.model_validate(row["content"]),
        recorded_at=row["recorded_at"],
        links={"self": Link(href=f"{base_url}{PATH}/{row['id']}", rel="self")},
    )
