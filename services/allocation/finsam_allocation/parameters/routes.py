"""HTTP for parameter sets."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from finsam_allocation.parameters import queries
from finsam_allocation.parameters.handlers import RegisterParameterSet
from finsam_allocation.parameters.schemas import ParameterSet, ParameterSetToRegister
from finsam_common.auth import allow
from finsam_common.problems import NotFound
from finsam_common.web import BaseUrl, Collection, Paging, Reads, Router, Writes

router = Router("/parameter-sets", tags=["parameters"])
ParameterSetId = Annotated[UUID, Path(alias="parameterSetId", examples=["0d2f1c9e-52d0-5b0e-8f0b-0a5f0a6f2c11"])]


@router.post("", rights=allow("allocation:write", roles=("steward",)), status_code=201, answers=ParameterSet)
async def register_parameter_set(body: ParameterSetToRegister, writes: Writes) -> Response:
    """Register a parameter set.

    A set never changes. Other content under a name that exists is the next version of it; the same content again is
    unchanged. A what-if run is a run with another set.
    """
    return await writes.submit(RegisterParameterSet(body))


@router.get("", rights=allow("allocation:read"), answers=Collection[ParameterSet])
async def list_parameter_sets(paging: Paging, reads: Reads, base_url: BaseUrl) -> Collection[ParameterSet]:
    """Every parameter set, by name and version."""
    name, version = paging.after(str, int) or ("", 0)
    found = await queries.parameter_sets(reads, (name, version), paging.limit + 1, base_url)
    return paging.cut(found, lambda each: [each.parameters.name, each.version], lambda each: each)


@router.get("/{parameterSetId}", rights=allow("allocation:read"), refuses=[NotFound], answers=ParameterSet)
async def read_parameter_set(id_: ParameterSetId, reads: Reads, base_url: BaseUrl) -> ParameterSet:
    """One parameter set."""
    found = await queries.parameter_set(reads, id_, base_url)
    if found is None:
        raise NotFound
    return found
