"""Making runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from finsam_allocation.inputs import queries as inputs
from finsam_allocation.model.frozen import Frozen
from finsam_allocation.parameters import queries as parameters
from finsam_allocation.runs import errors, queries, rules
from finsam_allocation.runs.models import ResultRow, RunRow
from finsam_allocation.runs.rules_accounting import MODEL_VERSION, account
from finsam_allocation.runs.schemas import Account, Run, RunToMake
from finsam_common.db import Write, table_of
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.allocation import RunMade

handlers = Handlers()
RUNS: Final = UUID("3a4d7b10-9d52-5a53-a1a7-6a3f0c8e1d03")
"""The namespace of runs' ids: a run of the same inputs, parameters and model is the same run."""


@dataclass(frozen=True, slots=True)
class MakeRun(Command):
    """Run the model on inputs with a parameter set."""

    body: RunToMake


@handlers.decides(MakeRun)
async def make(entry: Entry[MakeRun], uow: Write) -> Accepted:
    """A run with its full trace; the same again is unchanged, as the model always gives the same."""
    asked = entry.command.body
    id_ = uuid5(RUNS, f"{asked.inputs_id}/{asked.parameter_set_id}/{MODEL_VERSION}")
    there = await queries.run(uow, id_, entry.base_url)
    if there is not None:
        return Accepted(there, status=200, result="unchanged")
    frozen = await inputs.frozen(uow, asked.inputs_id)
    if frozen is None:
        raise errors.InputsUnknown(pointer="/inputsId")
    chosen = await parameters.parameter_set(uow, asked.parameter_set_id)
    if chosen is None:
        raise errors.ParameterSetUnknown(pointer="/parameterSetId")
    rules.fits(frozen, chosen.parameters)
    made = await asyncio.to_thread(account, frozen, chosen.parameters.parameters)
    run = await _store(id_, made, frozen, entry, uow)
    return Accepted(run, location=f"{queries.PATH}/{id_}", events=[_event(run)])


async def _store(id_: UUID, made: Account, frozen: Frozen, entry: Entry[MakeRun], uow: Write) -> Run:
    row: dict[str, Any] = {
        "id": id_,
        "inputs_id": entry.command.body.inputs_id,
        "parameter_set_id": entry.command.body.parameter_set_id,
        "model_version": MODEL_VERSION,
        "year": frozen.year,
        "illustrative": frozen.illustrative,
        "summary": made.summary.model_dump(mode="json"),
        "carried_over": [part.model_dump(mode="json") for part in made.carried_over],
        "recorded_at": uow.now,
        "recorded_by": entry.principal.subject,
    }
    uow.session.add(RunRow(**row))
    await uow.session.flush()
    results = [
        {"run_id": id_, "federation_id": result.federation_id, "result": result.model_dump(mode="json")}
        for result in made.results
    ]
    await uow.insert(table_of(ResultRow), results)
    return queries.represent(row, entry.base_url)


def _event(run: Run) -> RunMade:
    return RunMade(
        run_id=run.id,
        inputs_id=run.inputs_id,
        year=run.year,
        feasible=run.summary.feasible,
        distributable_ore=run.summary.distributable_ore,
        allocated_ore=run.summary.allocated_ore,
        undistributed_ore=run.summary.undistributed_ore,
        federations=run.summary.federations,
        illustrative=run.illustrative,
        recorded_at=run.recorded_at,
    )
