"""Freezing inputs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from finsam_allocation.areas import queries as areas
from finsam_allocation.inputs import queries, rules
from finsam_allocation.inputs.models import InputsRow, MeasureRow, TermsRow
from finsam_allocation.inputs.schemas import InputsToFreeze
from finsam_allocation.model.frozen import Frozen
from finsam_common.db import Write, table_of
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.allocation import InputsFrozen

handlers = Handlers()
INPUTS: Final = UUID("7c5d1b7e-5c0c-5b0a-8e43-0d6a4f1f9b02")
"""The namespace of inputs' ids: the same content has the same id."""


@dataclass(frozen=True, slots=True)
class FreezeInputs(Command):
    """Freeze a year's inputs."""

    body: InputsToFreeze


@handlers.decides(FreezeInputs)
async def freeze(entry: Entry[FreezeInputs], uow: Write) -> Accepted:
    """What was posted with the areas of its days, never to change; the same content again is unchanged."""
    frozen = rules.freeze(entry.command.body, await _surroundings(entry.command.body, uow))
    id_ = uuid5(INPUTS, frozen.digest)
    there = await queries.inputs(uow, id_, entry.base_url)
    if there is not None:
        return Accepted(there, status=200, result="unchanged")
    row = _row(id_, frozen, entry, uow)
    uow.session.add(InputsRow(**row))
    await uow.session.flush()
    await uow.insert(table_of(MeasureRow), [{"inputs_id": id_} | asdict(each) for each in frozen.measures])
    await uow.insert(table_of(TermsRow), [{"inputs_id": id_} | asdict(each) for each in frozen.terms])
    answered = queries.represent(row, entry.base_url)
    event = InputsFrozen(
        inputs_id=id_,
        year=frozen.year,
        federations=answered.federations,
        frame_ore=frozen.frame.frame_ore,
        illustrative=frozen.illustrative,
        digest=frozen.digest,
        recorded_at=uow.now,
    )
    return Accepted(answered, location=f"{queries.PATH}/{id_}", events=[event])


async def _surroundings(said: InputsToFreeze, uow: Write) -> rules.Surroundings:
    """Areas of the stated days, and names, read while nothing is heard."""
    await areas.hold(uow)
    now = await areas.areas(uow, said.areas_as_of)
    day = said.previous_areas_as_of
    before = None if day is None else await areas.areas(uow, day)
    named = await areas.names(uow, said.areas_as_of, [terms.federation_id for terms in said.federations])
    return rules.Surroundings(now, before, named | {area.federation_id: area.name for area in now})


def _row(id_: UUID, frozen: Frozen, entry: Entry[FreezeInputs], uow: Write) -> dict[str, Any]:
    within = [measure for measure in frozen.measures if measure.federation_id is not None]
    return {
        "id": id_,
        "year": frozen.year,
        "areas_as_of": frozen.areas_as_of,
        "previous_areas_as_of": frozen.previous_areas_as_of,
        "frame_ore": frozen.frame.frame_ore,
        "national_support_ore": frozen.frame.national_support_ore,
        "age_band": frozen.age_band,
        "source": frozen.source,
        "illustrative": frozen.illustrative,
        "federations": len(frozen.areas),
        "municipalities": len(within),
        "municipalities_outside": len(frozen.measures) - len(within),
        "assistance_ore": sum(measure.assistance_ore for measure in within),
        "inhabitants": sum(measure.inhabitants for measure in within),
        "digest": frozen.digest,
        "recorded_at": uow.now,
        "recorded_by": entry.principal.subject,
    }
