"""Reads of frozen inputs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, tuple_

from finsam_allocation.inputs.models import InputsRow, MeasureRow, TermsRow
from finsam_allocation.inputs.schemas import FederationInputs, FrozenInputs
from finsam_allocation.model.frozen import Frozen, Measure, Terms
from finsam_allocation.model.values import Frame
from finsam_common.bodies import Link
from finsam_common.db import Read

PATH = "/allocation/v1/inputs"


async def inputs(read: Read, id_: UUID, base_url: str) -> FrozenInputs | None:
    """One set of inputs, as it is answered."""
    row = await read.one_or_none(select(InputsRow.__table__).where(InputsRow.id == id_))
    return None if row is None else represent(row, base_url)


async def of_years(
    read: Read, year: int | None, after: tuple[Any, ...] | None, limit: int, base_url: str
) -> list[FrozenInputs]:
    """Sets of inputs by year and id, so many after one; of one year, or of all."""
    chosen = select(InputsRow.__table__).order_by(InputsRow.year, InputsRow.id).limit(limit)
    if year is not None:
        chosen = chosen.where(InputsRow.year == year)
    if after is not None:
        chosen = chosen.where(tuple_(InputsRow.year, InputsRow.id) > after)
    return [represent(row, base_url) for row in await read.all(chosen)]


async def federations(read: Read, id_: UUID, after: UUID | None, limit: int) -> list[FederationInputs]:
    """Each federation's part of a set of inputs, by federation id; so many after one."""
    page = select(TermsRow.__table__).where(TermsRow.inputs_id == id_).order_by(TermsRow.federation_id).limit(limit)
    if after is not None:
        page = page.where(TermsRow.federation_id > after)
    ids = page.with_only_columns(TermsRow.federation_id)
    of_page = (MeasureRow.inputs_id == id_) & MeasureRow.federation_id.in_(ids)
    measures: defaultdict[UUID, list[RowMapping]] = defaultdict(list)
    for row in await read.all(select(MeasureRow.__table__).where(of_page).order_by(MeasureRow.municipality_code)):
        measures[row["federation_id"]].append(row)
    return [
        FederationInputs(
            **_without_inputs(row),
            municipality_codes=[each["municipality_code"] for each in measures[row["federation_id"]]],
            assistance_ore=sum(each["assistance_ore"] for each in measures[row["federation_id"]]),
            inhabitants=sum(each["inhabitants"] for each in measures[row["federation_id"]]),
        )
        for row in await read.all(page)
    ]


async def frozen(read: Read, id_: UUID) -> Frozen | None:
    """One set of inputs as values, whole."""
    head = await read.one_or_none(select(InputsRow.__table__).where(InputsRow.id == id_))
    if head is None:
        return None
    measures = select(MeasureRow.__table__).where(MeasureRow.inputs_id == id_).order_by(MeasureRow.municipality_code)
    terms = select(TermsRow.__table__).where(TermsRow.inputs_id == id_).order_by(TermsRow.federation_id)
    return Frozen(
        year=head["year"],
        areas_as_of=head["areas_as_of"],
        previous_areas_as_of=head["previous_areas_as_of"],
        frame=Frame(head["frame_ore"], head["national_support_ore"]),
        age_band=head["age_band"],
        source=head["source"],
        illustrative=head["illustrative"],
        measures=tuple(Measure(**_without_inputs(row)) for row in await read.all(measures)),
        terms=tuple(Terms(**_without_inputs(row)) for row in await read.all(terms)),
    )


def represent(row: RowMapping | dict[str, Any], base_url: str) -> FrozenInputs:
    """A row of the table as it is answered."""
    facts = {name: row[name] for name in FrozenInputs.model_fields if name in row}
    here = f"{base_url}{PATH}/{row['id']}"
    return FrozenInputs(
        **facts,
        distributable_ore=row["frame_ore"] - row["national_support_ore"],
        links={
            "self": Link(href=here, rel="self"),
            "federations": Link(href=f"{here}/federations", rel="item"),
        },
    )


def _without_inputs(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "inputs_id"}
