"""Reads of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, tuple_

from finsam_allocation.inputs import queries as inputs
from finsam_allocation.inputs.schemas import FrozenInputs
from finsam_allocation.model.frozen import Frozen
from finsam_allocation.parameters import queries as parameters
from finsam_allocation.parameters.schemas import ParameterSet
from finsam_allocation.runs.models import ResultRow, RunRow
from finsam_allocation.runs.schemas import Account, CarriedPart, Result, Run, Summary
from finsam_common.bodies import Link
from finsam_common.db import Read

PATH = "/allocation/v1/runs"


@dataclass(frozen=True, slots=True)
class Origins:
    """What a run was made from: the inputs as values and as they are answered, and the parameter set."""

    frozen: Frozen
    inputs: FrozenInputs
    parameter_set: ParameterSet


async def run(read: Read, id_: UUID, base_url: str = "") -> Run | None:
    """One run, as it is answered."""
    row = await read.one_or_none(select(RunRow.__table__).where(RunRow.id == id_))
    return None if row is None else represent(row, base_url)


async def runs(read: Read, year: int | None, after: tuple[Any, ...] | None, limit: int, base_url: str) -> list[Run]:
    """Runs in the order they were made, so many after one; of one year, or of all."""
    chosen = select(RunRow.__table__).order_by(RunRow.recorded_at, RunRow.id).limit(limit)
    if year is not None:
        chosen = chosen.where(RunRow.year == year)
    if after is not None:
        chosen = chosen.where(tuple_(RunRow.recorded_at, RunRow.id) > after)
    return [represent(row, base_url) for row in await read.all(chosen)]


async def results(read: Read, id_: UUID, after: UUID | None = None, limit: int | None = None) -> list[Result]:
    """A run's results by federation id; so many after one, or all."""
    chosen = select(ResultRow.result).where(ResultRow.run_id == id_).order_by(ResultRow.federation_id).limit(limit)
    if after is not None:
        chosen = chosen.where(ResultRow.federation_id > after)
    return [Result.model_validate(row["result"]) for row in await read.all(chosen)]


async def stored(read: Read, run: Run) -> Account:
    """A run's account as it was stored."""
    parts = await read.scalar(select(RunRow.carried_over).where(RunRow.id == run.id))
    carried_over = [CarriedPart.model_validate(part) for part in parts]
    return Account(summary=run.summary, carried_over=carried_over, results=await results(read, run.id))


async def origins(read: Read, run: Run, base_url: str) -> Origins:
    """What a run was made from."""
    frozen = await inputs.frozen(read, run.inputs_id)
    used = await inputs.inputs(read, run.inputs_id, base_url)
    chosen = await parameters.parameter_set(read, run.parameter_set_id, base_url)
    if frozen is None or used is None or chosen is None:
        raise LookupError("a run without its inputs or its parameter set")
    return Origins(frozen, used, chosen)


def represent(row: RowMapping | dict[str, Any], base_url: str) -> Run:
    """A row of the table as it is answered."""
    facts = {name: row[name] for name in Run.model_fields if name in row and name != "summary"}
    here = f"{base_url}{PATH}/{row['id']}"
    hrefs = {"self": here} | {name: f"{here}/{name}" for name in ("results", "trace", "verification")}
    hrefs["inputs"] = f"{base_url}{inputs.PATH}/{row['inputs_id']}"
    hrefs["parameterSet"] = f"{base_url}{parameters.PATH}/{row['parameter_set_id']}"
    return Run(
        **facts,
        summary=Summary.model_validate(row["summary"]),
        links={name: Link(href=href, rel="self" if name == "self" else "related") for name, href in hrefs.items()},
    )
