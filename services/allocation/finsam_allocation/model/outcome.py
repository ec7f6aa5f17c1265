"""What the model answers: every intermediate value per federation, and where every öre went."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from finsam_allocation.model.bounds import Bounds
from finsam_allocation.model.norm import Share
from finsam_allocation.model.rounding import Rounded
from finsam_allocation.model.values import Federation, Totals


class Applied(StrEnum):
    """Which bound decided a federation's result."""

    FLOOR = "floor"
    CAP = "cap"
    NONE = "none"


class Level(StrEnum):
    """A result against the norm: *i nivå* is within the band (±10 %)."""

    ABOVE = "above"
    IN = "in"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a federation stands before the search. The norm is in öre, and so is the equity that is reasonable."""

    federation: Federation
    share: Share
    norm: Fraction
    reasonable_equity: Fraction | None
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Award:
    """A federation's result and the way to it, in öre: base + λ · k, the same kept within the bounds, and rounded."""

    position: Position
    unbounded: Fraction
    exact: Fraction
    rounded: Rounded

    @property
    def ore(self) -> int:
        """The allocation in öre."""
        return self.rounded.ore

    @property
    def applied(self) -> Applied:
        """Which bound decided; a floor that gave way to its cap counts as the cap."""
        if self.exact == self.unbounded:
            return Applied.NONE
        return Applied.FLOOR if self.exact > self.unbounded and not self.position.bounds.yielded else Applied.CAP

    @property
    def change_ore(self) -> int | None:
        """Öre more (or less) than the previous allocation; ``None`` without one."""
        previous = self.position.federation.previous_ore
        return None if previous is None else self.ore - previous

    def level(self, band: Fraction) -> Level:
        """Whether the result is above, in or below level: within the band of the norm is in."""
        norm = self.position.norm
        slack = abs(norm) * band
        if self.ore > norm + slack:
            return Level.ABOVE
        return Level.BELOW if self.ore < norm - slack else Level.IN


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Even at λ = 0 the federations draw more than there is.

    ``base_ore`` is what they draw by base grants (and caps below them); ``floors`` tells how many öre each floor adds.
    """

    excess_ore: int
    base_ore: int
    floors: dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run's answer, by federation id. ``rate`` is λ, in öre per unit of k.

    An infeasible run has positions but neither λ nor awards.
    """

    distributable_ore: int
    totals: Totals
    positions: tuple[Position, ...]
    rate: Fraction | None
    awards: tuple[Award, ...]
    infeasible: Infeasible | None

    @property
    def allocated_ore(self) -> int:
        """Öre given to the federations together; nothing by an infeasible run."""
        return sum(award.ore for award in self.awards)

    @property
    def undistributed_ore(self) -> int:
        """Öre that were not given to anyone: with ``allocated_ore`` exactly R."""
        return self.distributable_ore - self.allocated_ore
