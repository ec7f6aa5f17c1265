"""From the model's outcome to what is stored and shown of a run. Pure: the same inputs always give the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final
from uuid import UUID

from finsam_allocation.model.allocate import allocate
from finsam_allocation.model.frozen import Frozen
from finsam_allocation.model.outcome import Award, Infeasible, Level, Outcome, Position
from finsam_allocation.model.values import Parameters
from finsam_allocation.quantities import decimal, exact
from finsam_allocation.runs.schemas import (
    Account,
    Awarded,
    CarriedPart,
    Deviation,
    FloorTaken,
    Remarkable,
    Result,
    Shortfall,
    Summary,
)

MODEL_VERSION: Final = 1
"""Raised when the model's rules change, so that a run says by which it was made."""

LARGE_CHANGE: Final = Fraction(1, 10)


def account(frozen: Frozen, parameters: Parameters) -> Account:
    """Run the model on frozen inputs."""
    outcome = allocate(frozen.federations(parameters), frozen.frame, parameters)
    names = {terms.federation_id: terms.name for terms in frozen.terms}
    awards = {award.position.federation.id: award for award in outcome.awards}
    results = [
        _result(position, names[position.federation.id], awards.get(position.federation.id), parameters)
        for position in outcome.positions
    ]
    parts = [
        CarriedPart(municipality_code=part.municipality_code, before=part.before, now=part.now, amount=exact(part.ore))
        for part in frozen.parts(parameters)
    ]
    return Account(summary=_summary(outcome, names, parameters), carried_over=parts, results=results)


def remarkable(award: Award) -> dict[Remarkable, Fraction]:
    """What an official should look at in a result, each with its ratio (domain/allocation.md, "Before deciding")."""
    found = {}
    change = _change(award)
    if change is not None and abs(change) > LARGE_CHANGE:
        found[Remarkable.CHANGED] = change
    norm = award.position.norm
    if norm > 0 and award.ore * 2 < norm:
        found[Remarkable.UNDER_HALF] = award.ore / norm
    if norm > 0 and award.ore > norm * 2:
        found[Remarkable.OVER_DOUBLE] = award.ore / norm
    return found


def _change(award: Award) -> Fraction | None:
    """The change as a share of the previous allocation; None without one to compare with."""
    previous = award.position.federation.previous_ore
    return Fraction(award.ore - previous, previous) if previous else None


def _summary(outcome: Outcome, names: Mapping[UUID, str], parameters: Parameters) -> Summary:
    levels = Counter(award.level(parameters.level_band) for award in outcome.awards)
    return Summary(
        feasible=outcome.infeasible is None,
        distributable_ore=outcome.distributable_ore,
        allocated_ore=outcome.allocated_ore,
        undistributed_ore=outcome.undistributed_ore,
        rate=None if outcome.rate is None else exact(outcome.rate),
        federations=outcome.totals.federations,
        assistance_ore=outcome.totals.assistance_ore,
        inhabitants=outcome.totals.inhabitants,
        above_level=levels[Level.ABOVE],
        in_level=levels[Level.IN],
        below_level=levels[Level.BELOW],
        deviations=list(_deviations(outcome.awards, names)),
        shortfall=None if outcome.infeasible is None else _shortfall(outcome.infeasible, names),
    )


def _deviations(awards: Iterable[Award], names: Mapping[UUID, str]) -> Iterable[Deviation]:
    for award in awards:
        id_ = award.position.federation.id
        for kind, ratio in remarkable(award).items():
            yield Deviation(federation_id=id_, name=names[id_], kind=kind, ratio=exact(ratio))


def _shortfall(infeasible: Infeasible, names: Mapping[UUID, str]) -> Shortfall:
    return Shortfall(
        excess_ore=infeasible.excess_ore,
        base_ore=infeasible.base_ore,
        floors=[
            FloorTaken(federation_id=id_, name=names[id_], beyond_base_ore=ore)
            for id_, ore in infeasible.floors.items()
        ],
    )


def _result(position: Position, name: str, award: Award | None, parameters: Parameters) -> Result:
    """Everything of one federation; what only a feasible run has is left out by an infeasible one."""
    federation, share, bounds = position.federation, position.share, position.bounds
    limit = position.reasonable_equity
    return Result(
        federation_id=federation.id,
        name=name,
        assistance_ore=federation.assistance_ore,
        inhabitants=federation.inhabitants,
        assistance_share=exact(share.of_assistance),
        inhabitants_share=exact(share.of_inhabitants),
        k=exact(share.k),
        k_decimal=decimal(share.k),
        norm=exact(position.norm),
        norm_ore=round(position.norm),
        previous_ore=federation.previous_ore,
        request_ore=federation.request_ore,
        matching_ore=federation.matching_ore,
        equity_ore=federation.equity_ore,
        reasonable_equity=None if limit is None else exact(limit),
        braked=exact(bounds.braked),
        floor_ore=bounds.floor_ore,
        floor_yielded=bounds.yielded,
        caps={source: exact(cap) for source, cap in bounds.limits.items()},
        cap_ore=bounds.cap_ore,
        cap_sources=bounds.cap_sources,
        awarded=None if award is None else _awarded(award, parameters),
    )


def _awarded(award: Award, parameters: Parameters) -> Awarded:
    """What the search gave one federation."""
    change = _change(award)
    return Awarded(
        unbounded=exact(award.unbounded),
        exact=exact(award.exact),
        rounded_down_ore=award.rounded.down_ore,
        remainder=exact(award.rounded.remainder),
        given_back_ore=award.rounded.given_ore,
        result_ore=award.ore,
        applied=award.applied,
        level=award.level(parameters.level_band),
        change_ore=award.change_ore,
        change=None if change is None else exact(change),
        change_percent=None if change is None else decimal(100 * change, 2),
        per_inhabitant_ore=round(Fraction(award.ore, award.position.federation.inhabitants)),
        deviations=list(remarkable(award)),
    )
