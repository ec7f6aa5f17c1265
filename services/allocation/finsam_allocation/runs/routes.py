"""HTTP for runs."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from finsam_allocation.runs import queries, rules
from finsam_allocation.runs.errors import REFUSALS
from finsam_allocation.runs.handlers import MakeRun
from finsam_allocation.runs.rules_accounting import account
from finsam_allocation.runs.schemas import Result, Run, RunToMake, Trace, Verification
from finsam_common.auth import allow
from finsam_common.db import Read
from finsam_common.problems import NotFound
from finsam_common.web import BaseUrl, Collection, Paging, Reads, Router, Writes
from finsam_contracts.values import Year

router = Router("/runs", tags=["runs"])
RunId = Annotated[UUID, Path(alias="runId", examples=["9c1b5a57-6f0f-5a39-8d7a-1d9d6f6d2b03"])]


@router.post("", rights=allow("allocation:write", roles=("steward",)), status_code=201, refuses=REFUSALS, answers=Run)
async def make_run(body: RunToMake, writes: Writes) -> Response:
    """Run the model on frozen inputs.

    Exact arithmetic throughout: every krona is allocated or undistributed. An infeasible run gives nothing and says
    by how much it fails. A what-if run is a run with another parameter set or other inputs.
    """
    return await writes.submit(MakeRun(body))


@router.get("", rights=allow("allocation:read"), answers=Collection[Run])
async def list_runs(
    paging: Paging,
    reads: Reads,
    base_url: BaseUrl,
    year: Annotated[Year | None, Query(description="The year that is allocated")] = None,
) -> Collection[Run]:
    """Every run in the order they were made; of one year when asked."""
    found = await queries.runs(reads, year, paging.after(datetime, UUID), paging.limit + 1, base_url)
    return paging.cut(found, lambda run: [run.recorded_at, run.id], lambda run: run)


@router.get("/{runId}", rights=allow("allocation:read"), refuses=[NotFound], answers=Run)
async def read_run(id_: RunId, reads: Reads, base_url: BaseUrl) -> Run:
    """One run, with its summary.

    How many federations are above, in and below level, what is undistributed, λ as an exact fraction, and the results
    that an official should look at before deciding.
    """
    return await _run(reads, id_, base_url)


@router.get("/{runId}/results", rights=allow("allocation:read"), refuses=[NotFound], answers=Collection[Result])
async def list_results(id_: RunId, paging: Paging, reads: Reads, base_url: BaseUrl) -> Collection[Result]:
    """Each federation's result, with every value on the way to it."""
    await _run(reads, id_, base_url)
    (after,) = paging.after(UUID) or (None,)
    found = await queries.results(reads, id_, after, paging.limit + 1)
    return paging.cut(found, lambda result: [result.federation_id], lambda result: result)


@router.get("/{runId}/trace", rights=allow("allocation:read"), refuses=[NotFound], answers=Trace)
async def read_trace(id_: RunId, reads: Reads, base_url: BaseUrl) -> Trace:
    """A run whole: its inputs, its parameters and everything it computed.

    With the inputs by federation (`inputs.links.federations`) it is all that is needed to recompute the run.
    """
    run = await _run(reads, id_, base_url)
    origins = await queries.origins(reads, run, base_url)
    stored = await queries.stored(reads, run)
    return Trace(
        run=run,
        inputs=origins.inputs,
        parameter_set=origins.parameter_set,
        carried_over=stored.carried_over,
        results=stored.results,
    )


@router.get("/{runId}/verification", rights=allow("allocation:read"), refuses=[NotFound], answers=Verification)
async def verify_run(id_: RunId, reads: Reads, base_url: BaseUrl) -> Verification:
    """A run computed again from what is stored, and compared value by value."""
    run = await _run(reads, id_, base_url)
    origins = await queries.origins(reads, run, base_url)
    again = await asyncio.to_thread(account, origins.frozen, origins.parameter_set.parameters.parameters)
    stored = await queries.stored(reads, run)
    return rules.verification(id_, stored, again, as_frozen=origins.frozen.digest == origins.inputs.digest)


async def _run(read: Read, id_: UUID, base_url: str) -> Run:
    found = await queries.run(read, id_, base_url)
    if found is None:
        raise NotFound
    return found
