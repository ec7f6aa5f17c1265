"""What the model is given: federations, parameters and the rule on equity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Federation:
    """One federation's inputs of a year. Money in öre; ``None`` means that nobody has told."""

    id: UUID
    assistance_ore: int
    inhabitants: int
    previous_ore: int | None = None
    request_ore: int | None = None
    matching_ore: int | None = None
    equity_ore: int | None = None


class EquityEffect(StrEnum):
    """What equity above the reasonable does: nothing (as since 2017), lifts the brake, or lowers the allocation."""

    IGNORED = "ignored"
    REMOVES_BRAKE = "removes-brake"
    REDUCES = "reduces"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the equity staircase: up to these funds (öre; ``None``: any), this share of them is reasonable."""

    funds_up_to_ore: int | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class EquityRule:
    """How excess equity acts. The official staircase (Nationella rådet 2013-10-02) is not public: it is empty here."""

    effect: EquityEffect = EquityEffect.IGNORED
    staircase: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """The model's parameters as decided in January 2015. Weights sum to one; ``brake`` is ``None`` when not in force.

    ``increase_limit`` is the largest increase as a share of the previous allocation; none is known.
    """

    base_ore: int = 40_000_000
    assistance_weight: Fraction = Fraction(3, 4)
    inhabitants_weight: Fraction = Fraction(1, 4)
    brake: Fraction | None = Fraction(9, 10)
    increase_limit: Fraction | None = None
    rounding_unit_ore: int = 100
    level_band: Fraction = Fraction(1, 10)
    equity: EquityRule = EquityRule()


@dataclass(frozen=True, slots=True)
class Frame:
    """The state's money of a year in öre: the frame (regleringsbrev), and what of it is kept for national support."""

    frame_ore: int
    national_support_ore: int = 0

    @property
    def distributable_ore(self) -> int:
        """R: what there is for the federations."""
        return self.frame_ore - self.national_support_ore


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all federations, against which a federation's shares are taken."""

    federations: int
    assistance_ore: int
    inhabitants: int

    @classmethod
    def of(cls, federations: tuple[Federation, ...]) -> Self:
        """Add up.

        Raises:
            ValueError: two federations carry one id, or there is nothing to take a share of.
        """
        if len({federation.id for federation in federations}) < len(federations):
            raise ValueError("two federations carry the same id")
        totals = cls(
            len(federations),
            sum(federation.assistance_ore for federation in federations),
            sum(federation.inhabitants for federation in federations),
        )
        if not (totals.assistance_ore > 0 and totals.inhabitants > 0):
            raise ValueError("the federations have no assistance measure or no inhabitants together")
        return totals
