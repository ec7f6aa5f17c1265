"""A budget as it is registered and as it is answered."""

from __future__ import annotations

from pydantic import Field

from finsam_common.bodies import Registered
from finsam_contracts.values import Ore, Year
from finsam_followup.interventions.schemas import AboutIntervention


class BudgetReport(AboutIntervention):
    """The budgeted cost of one intervention in one calendar year (öre), ordinary cost and ESF cost apart."""

    year: Year
    ordinary_ore: Ore
    esf_ore: Ore = Field(default=0, description="Only where ESF finances the intervention")

    @property
    def total_ore(self) -> int:
        """Ordinary cost and ESF cost together (öre)."""
        return self.ordinary_ore + self.esf_ore


class Budget(BudgetReport, Registered):
    """A budget as it stands in one version."""

    model_config = Registered.model_config
