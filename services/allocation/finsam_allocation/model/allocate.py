"""The model as a whole: from inputs and parameters to an outcome that accounts for every krona."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from finsam_allocation.model.bounds import bounds
from finsam_allocation.model.equity import reasonable
from finsam_allocation.model.norm import norm, share
from finsam_allocation.model.outcome import Award, Infeasible, Outcome, Position
from finsam_allocation.model.rounding import round_to_unit
from finsam_allocation.model.search import Draw, find_rate, total
from finsam_allocation.model.values import Federation, Frame, Parameters, Totals


def allocate(federations: Iterable[Federation], frame: Frame, parameters: Parameters) -> Outcome:
    """Divide the frame among the federations, whatever their order. Never scales: what does not fit is said.

    Raises:
        ValueError: an id twice, or nothing to take shares of (see ``Totals.of``).
    """
    ordered = tuple(sorted(federations, key=lambda federation: federation.id))
    totals = Totals.of(ordered)
    available = frame.distributable_ore
    positions = tuple(_position(federation, totals, available, parameters) for federation in ordered)
    draws = [Draw(parameters.base_ore, position.share.k, position.bounds) for position in positions]
    rate = find_rate(draws, available)
    if rate is None:
        return Outcome(available, totals, positions, None, (), _infeasible(positions, draws, available))
    awards = _awards(positions, draws, rate, parameters.rounding_unit_ore)
    return Outcome(available, totals, positions, rate, awards, None)


def _position(federation: Federation, totals: Totals, distributable_ore: int, parameters: Parameters) -> Position:
    """All that is known of a federation before the search."""
    own = share(federation, totals, parameters)
    ideal = norm(own.k, distributable_ore, totals, parameters)
    limit = reasonable(ideal, parameters.equity)
    return Position(federation, own, ideal, limit, bounds(federation, ideal, parameters))


def _awards(positions: tuple[Position, ...], draws: list[Draw], rate: Fraction, unit_ore: int) -> tuple[Award, ...]:
    """What each federation draws at the rate found, in whole units."""
    exact = {position.federation.id: draw.at(rate) for position, draw in zip(positions, draws, strict=True)}
    rounded = round_to_unit(exact, unit_ore)
    return tuple(
        Award(position, draw.unbounded(rate), exact[position.federation.id], rounded[position.federation.id])
        for position, draw in zip(positions, draws, strict=True)
    )


def _infeasible(positions: tuple[Position, ...], draws: list[Draw], distributable_ore: int) -> Infeasible:
    """By how much the frame is short at λ = 0, and which floors take more than the base grant."""
    drawn = {position.federation.id: draw.at(Fraction(0)) for position, draw in zip(positions, draws, strict=True)}
    floors = {id_: int(ore) - draw.base_ore for (id_, ore), draw in zip(drawn.items(), draws, strict=True)}
    return Infeasible(
        excess_ore=int(total(draws, Fraction(0))) - distributable_ore,
        base_ore=sum(min(int(ore), draw.base_ore) for ore, draw in zip(drawn.values(), draws, strict=True)),
        floors={id_: ore for id_, ore in floors.items() if ore > 0},
    )
