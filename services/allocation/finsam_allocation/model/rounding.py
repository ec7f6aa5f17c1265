"""From exact amounts to whole units: down, and what is lost given back by largest remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rounded:
    """An exact amount in öre, brought to whole units: what was cut off, and whether one unit came back."""

    down_ore: int
    remainder: Fraction
    given_ore: int

    @property
    def ore(self) -> int:
        """The amount in öre, a multiple of the unit."""
        return self.down_ore + self.given_ore


def round_to_unit(amounts: Mapping[UUID, Fraction], unit_ore: int) -> dict[UUID, Rounded]:
    """Round each amount down, then give a unit each to the largest remainders, ties by id, while whole units are left.

    There are fewer units than positive remainders, so no amount moves a whole unit, and one that lies within bounds
    that are multiples of the unit stays within them.
    """
    down = {id_: amount // unit_ore * unit_ore for id_, amount in amounts.items()}
    remainders = {id_: amount - down[id_] for id_, amount in amounts.items()}
    units = int(sum(remainders.values(), Fraction(0)) // unit_ore)
    first = sorted(amounts, key=lambda id_: (-remainders[id_], id_))[:units]
    lucky = set(first)
    return {id_: Rounded(down[id_], remainders[id_], unit_ore if id_ in lucky else 0) for id_ in amounts}
