"""A federation's share of the money and its norm: what the model gives before any floor or cap."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from finsam_allocation.model.values import Parameters, Totals


class Measured(Protocol):
    """What has the two measures: a federation, or a municipality."""

    @property
    def assistance_ore(self) -> int:
        """Assistance measure (försörjningsmått), öre."""

    @property
    def inhabitants(self) -> int:
        """Inhabitants in the age band."""


@dataclass(frozen=True, slots=True)
class Share:
    """k and the two shares it is weighed from; over all federations each sums to one."""

    of_assistance: Fraction
    of_inhabitants: Fraction
    k: Fraction


def share(measured: Measured, totals: Totals, parameters: Parameters) -> Share:
    """k = ¾ · F/ΣF + ¼ · B/ΣB, with the parameters' weights. Shares of merged areas add up."""
    assistance = Fraction(measured.assistance_ore, totals.assistance_ore)
    inhabitants = Fraction(measured.inhabitants, totals.inhabitants)
    k = parameters.assistance_weight * assistance + parameters.inhabitants_weight * inhabitants
    return Share(assistance, inhabitants, k)


def norm(k: Fraction, distributable_ore: int, totals: Totals, parameters: Parameters) -> Fraction:
    """The ideal allocation in öre, exact: base + (R − N · base) · k. The norms of all federations sum to R."""
    return parameters.base_ore + (distributable_ore - totals.federations * parameters.base_ore) * k
