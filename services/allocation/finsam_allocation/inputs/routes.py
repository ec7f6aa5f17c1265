"""HTTP for inputs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from finsam_allocation.areas.routes import AreasHeard
from finsam_allocation.inputs import queries
from finsam_allocation.inputs.errors import REFUSALS
from finsam_allocation.inputs.handlers import FreezeInputs
from finsam_allocation.inputs.schemas import FederationInputs, FrozenInputs, InputsToFreeze
from finsam_common.auth import allow
from finsam_common.events.known import FactsNotArrived
from finsam_common.problems import NotFound
from finsam_common.web import BaseUrl, Collection, Paging, Reads, Router, Writes
from finsam_contracts.values import Year

router = Router("/inputs", tags=["inputs"])
InputsId = Annotated[UUID, Path(alias="inputsId", examples=["1f6b8a5e-3f0d-5f7e-9f63-6d1f1f0c9a02"])]


@router.post(
    "",
    rights=allow("allocation:write", roles=("steward",)),
    status_code=201,
    refuses=[*REFUSALS, FactsNotArrived],
    answers=FrozenInputs,
)
async def freeze_inputs(body: InputsToFreeze, _: AreasHeard, writes: Writes) -> Response:
    """Freeze a year's inputs.

    Measures are posted by municipality and belong to the federations as of the stated day. What is frozen never
    changes and carries a digest; other content is another set of inputs, the same content is unchanged. It waits a
    moment, until what the registry has told has been heard.
    """
    return await writes.submit(FreezeInputs(body))


@router.get("", rights=allow("allocation:read"), answers=Collection[FrozenInputs])
async def list_inputs(
    paging: Paging,
    reads: Reads,
    base_url: BaseUrl,
    year: Annotated[Year | None, Query(description="The year that is allocated")] = None,
) -> Collection[FrozenInputs]:
    """Every set of inputs, by year; of one year when asked."""
    found = await queries.of_years(reads, year, paging.after(int, UUID), paging.limit + 1, base_url)
    return paging.cut(found, lambda each: [each.year, each.id], lambda each: each)


@router.get("/{inputsId}", rights=allow("allocation:read"), refuses=[NotFound], answers=FrozenInputs)
async def read_inputs(id_: InputsId, reads: Reads, base_url: BaseUrl) -> FrozenInputs:
    """One set of inputs, with its sums."""
    found = await queries.inputs(reads, id_, base_url)
    if found is None:
        raise NotFound
    return found


@router.get(
    "/{inputsId}/federations",
    rights=allow("allocation:read"),
    refuses=[NotFound],
    answers=Collection[FederationInputs],
)
async def list_federation_inputs(
    id_: InputsId, paging: Paging, reads: Reads, base_url: BaseUrl
) -> Collection[FederationInputs]:
    """What each federation is allocated by, as it was frozen."""
    if await queries.inputs(reads, id_, base_url) is None:
        raise NotFound
    (after,) = paging.after(UUID) or (None,)
    found = await queries.federations(reads, id_, after, paging.limit + 1)
    return paging.cut(found, lambda each: [each.federation_id], lambda each: each)
