"""Whether posted inputs can be frozen, against the areas of the stated days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from finsam_allocation.inputs import errors
from finsam_allocation.inputs.schemas import FederationTerms, InputsToFreeze
from finsam_allocation.memberships import Area, shared
from finsam_allocation.model.frozen import Frozen, Measure, Terms
from finsam_allocation.model.values import Frame
from finsam_common.problems import Problem

YEARS_BEFORE = 2
"""Areas may be taken as of a day so many years before the year, at most."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the registry has told: the areas of the stated days, and what every federation named is called."""

    now: Sequence[Area]
    before: Sequence[Area] | None = None
    names: dict[UUID, str] = field(default_factory=dict)


def freeze(said: InputsToFreeze, known: Surroundings) -> Frozen:
    """The inputs as they are frozen.

    Raises:
        Problem: one of ``errors.REFUSALS``.
    """
    _coherent(said)
    homes = _homes(known.now)
    former = _homes(known.before or ())
    _federations_known(said, set(homes.values()), set(former.values()), known)
    _measured(said, homes.keys(), former.keys())
    return Frozen(
        year=said.year,
        areas_as_of=said.areas_as_of,
        previous_areas_as_of=said.previous_areas_as_of,
        frame=Frame(said.frame_ore, said.national_support_ore),
        age_band=said.age_band,
        source=said.source,
        illustrative=said.illustrative,
        measures=tuple(
            Measure(each.code, each.assistance_ore, each.inhabitants, homes.get(each.code), former.get(each.code))
            for each in sorted(said.municipalities, key=lambda each: each.code)
        ),
        terms=_terms(said, set(homes.values()), known.names),
    )


def _coherent(said: InputsToFreeze) -> None:
    """What is wrong without looking at anything else."""
    _once([each.code for each in said.municipalities], errors.MunicipalityTwice, "/municipalities/{}/code")
    _once([each.federation_id for each in said.federations], errors.FederationTwice, "/federations/{}/federationId")
    if said.frame_ore < said.national_support_ore:
        raise errors.FrameTooSmall(pointer="/nationalSupportOre")
    for day, pointer in ((said.areas_as_of, "/areasAsOf"), (said.previous_areas_as_of, "/previousAreasAsOf")):
        if day is not None and not date(said.year - YEARS_BEFORE, 1, 1) <= day <= date(said.year, 12, 31):
            raise errors.DayOutsideYear(pointer=pointer)


def _once(values: Sequence[object], twice: type[Problem], pointer: str) -> None:
    seen = set()
    for at, value in enumerate(values):
        if value in seen:
            raise twice(pointer=pointer.format(at))
        seen.add(value)


def _homes(areas: Sequence[Area]) -> dict[str, UUID]:
    """Each municipality's federation. Refused when it is not certain, or there are two."""
    uncertain = [area.federation_id for area in areas if area.not_known]
    if uncertain:
        raise errors.AreasNotKnown(federation_ids=uncertain)
    twice = shared(areas)
    if twice:
        raise errors.MunicipalityInTwoAreas(municipality_codes=twice)
    return {code: area.federation_id for area in areas for code in area.municipality_codes}


def _federations_known(said: InputsToFreeze, now: Set[UUID], before: Set[UUID], known: Surroundings) -> None:
    """Each federation is known, and has the area that what is told of it needs."""
    silent = sorted(before - _with_previous(said))
    if silent:
        raise errors.PreviousMissing(federation_ids=silent)
    for at, terms in enumerate(said.federations):
        pointer = f"/federations/{at}/federationId"
        if terms.federation_id not in known.names:
            raise errors.FederationNotYetKnown(pointer=pointer, retry_after=1)
        gone_with_previous = terms.federation_id in before and _only_previous(terms)
        if terms.federation_id not in now and not gone_with_previous:
            raise errors.FederationWithoutArea(pointer=pointer)
        if terms.previous_ore is not None and known.before is not None and terms.federation_id not in before:
            raise errors.FederationWithoutArea("It had no area on the earlier day.", pointer=pointer)


def _only_previous(terms: FederationTerms) -> bool:
    """Whether nothing but the previous allocation is told of it, as of a predecessor."""
    return terms.request_ore is None and terms.matching_ore is None and terms.equity_ore is None


def _with_previous(said: InputsToFreeze) -> set[UUID]:
    return {terms.federation_id for terms in said.federations if terms.previous_ore is not None}


def _measured(said: InputsToFreeze, now: Set[str], before: Set[str]) -> None:
    """Every municipality that counts has a measure, and there is something to take shares of."""
    measured = {each.code for each in said.municipalities}
    missing = sorted((now | before) - measured)
    if missing:
        raise errors.MeasureMissing(municipality_codes=missing)
    if not any(each.assistance_ore for each in said.municipalities if each.code in now):
        raise errors.NothingToShare


def _terms(said: InputsToFreeze, now: Iterable[UUID], names: dict[UUID, str]) -> tuple[Terms, ...]:
    """Terms of every federation with an area, and of predecessors that had an allocation; by id."""
    told = {terms.federation_id: terms for terms in said.federations}
    silent = {id_: FederationTerms(federation_id=id_) for id_ in now if id_ not in told}
    return tuple(
        Terms(id_, names[id_], terms.previous_ore, terms.request_ore, terms.matching_ore, terms.equity_ore)
        for id_, terms in sorted((told | silent).items())
    )
