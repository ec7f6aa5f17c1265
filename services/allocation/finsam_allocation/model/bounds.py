"""Floors and caps: what they come from, rounded inwards, and the cap winning where they cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from finsam_allocation.model.equity import excess
from finsam_allocation.model.values import EquityEffect, Federation, Parameters


class CapSource(StrEnum):
    """What a cap comes from."""

    REQUEST = "request"
    MATCHING = "matching"
    EQUITY = "equity"
    INCREASE_LIMIT = "increase-limit"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A federation's floor and cap in öre.

    ``braked`` is the brake's floor before rounding and ``limits`` every cap before rounding. ``floor_ore`` and
    ``cap_ore`` are multiples of the rounding unit, the floor never above the cap: ``yielded`` tells that it was and
    gave way.
    """

    braked: Fraction
    limits: Mapping[CapSource, Fraction]
    floor_ore: int
    cap_ore: int | None
    yielded: bool

    @property
    def cap_sources(self) -> list[CapSource]:
        """What the lowest cap comes from; empty without a cap."""
        lowest = min(self.limits.values(), default=None)
        return [source for source, limit in self.limits.items() if limit == lowest]

    def clamp(self, amount: Fraction) -> Fraction:
        """The amount, not under the floor and not over the cap."""
        raised = max(amount, Fraction(self.floor_ore))
        return raised if self.cap_ore is None else min(raised, Fraction(self.cap_ore))


def bounds(federation: Federation, norm: Fraction, parameters: Parameters) -> Bounds:
    """The federation's floor and cap, rounded inwards to the unit: the floor up, the cap down."""
    unit = parameters.rounding_unit_ore
    braked = _braked(federation, norm, parameters)
    limits = _limits(federation, norm, parameters)
    cap = floor(min(limits.values()) / unit) * unit if limits else None
    lowest = ceil(braked / unit) * unit
    yielded = cap is not None and cap < lowest
    return Bounds(braked, limits, cap if yielded and cap is not None else lowest, cap, yielded)


def _braked(federation: Federation, norm: Fraction, parameters: Parameters) -> Fraction:
    """The decrease brake: a share of the previous allocation, unless excess equity lifts it."""
    if parameters.brake is None or federation.previous_ore is None:
        return Fraction(0)
    rule = parameters.equity
    if rule.effect is EquityEffect.REMOVES_BRAKE and excess(federation.equity_ore, norm, rule) > 0:
        return Fraction(0)
    return parameters.brake * federation.previous_ore


def _limits(federation: Federation, norm: Fraction, parameters: Parameters) -> dict[CapSource, Fraction]:
    """Every cap that is known; a federation that has told nothing has none."""
    limits = {}
    if federation.request_ore is not None:
        limits[CapSource.REQUEST] = Fraction(federation.request_ore)
    if federation.matching_ore is not None:
        limits[CapSource.MATCHING] = Fraction(federation.matching_ore)
    too_much = excess(federation.equity_ore, norm, parameters.equity)
    if parameters.equity.effect is EquityEffect.REDUCES and too_much > 0:
        limits[CapSource.EQUITY] = max(Fraction(0), norm - too_much)
    if parameters.increase_limit is not None and federation.previous_ore is not None:
        limits[CapSource.INCREASE_LIMIT] = (1 + parameters.increase_limit) * federation.previous_ore
    return limits
