"""Budgeted cost by intervention, spread from each orientation's total: whole thousands of kronor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finsam_demo.interventions import Intervention, in_year
from finsam_demo.plans import Cost, Plan
from finsam_demo.spread import apportion, size

ORE = 100_000
"""Öre in a thousand kronor."""


@dataclass(frozen=True)
class Budget:
    """The budget of one intervention in one year, in öre; ESF cost apart."""

    intervention: Intervention
    year: int
    ordinary_ore: int
    esf_ore: int

    @property
    def external_id(self) -> str:
        """The id in the federation's own (imagined) system."""
        return f"{self.intervention.external_id}:budget-{self.year}"


def budgets(plan: Plan) -> list[Budget]:
    """One budget for each intervention of the year."""
    running = in_year(plan.year)
    return [
        budget
        for orientation, cost in plan.cost.items()
        for budget in _of(plan.year, cost, [one for one in running if one.focus.orientation is orientation])
    ]


def _of(year: int, cost: Cost, interventions: Sequence[Intervention]) -> Iterator[Budget]:
    weights = [size(one.number) * len(one.life.months(year)) for one in interventions]
    ordinary = apportion(cost.ordinary, weights, at_least=1)
    esf = apportion(cost.esf, [w if one.esf_financed else 0 for w, one in zip(weights, interventions, strict=True)])
    for one, thousands, of_esf in zip(interventions, ordinary, esf, strict=True):
        yield Budget(one, year, thousands * ORE, of_esf * ORE)
