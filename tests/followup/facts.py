"""Facts to try rules on: whole and right, until a test changes what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from finsam_contracts.values import Focus, Orientation, RegistrationMethod, TargetGroup
from finsam_followup.budgets.schemas import BudgetReport
from finsam_followup.federations.schemas import Federation
from finsam_followup.headcounts.schemas import HeadcountReport
from finsam_followup.interventions.rules import Running
from finsam_followup.interventions.schemas import InterventionRegistration

HOME = UUID("0f0f0f0f-0000-4000-8000-00000000000a")
AWAY = UUID("0f0f0f0f-0000-4000-8000-00000000000b")
INTERVENTION = UUID("0f0f0f0f-0000-4000-8000-0000000000ff")


def federation(**changes: Any) -> Federation:
    """A federation that was formed in 2010 and goes on."""
    known = {"id": HOME, "name": "Finsam Hemma", "since": date(2010, 1, 1), "since_known": True}
    return Federation(**known | changes)


def individual(**changes: Any) -> InterventionRegistration:
    """An individual intervention from 2023-03-15 on."""
    facts = {
        "external_id": "i1",
        "federation_id": HOME,
        "name": "Klara vägen",
        "orientation": Orientation.INDIVIDUAL,
        "focus": Focus.WORK_ORIENTED,
        "target_groups": [TargetGroup.YOUNG],
        "start": date(2023, 3, 15),
    }
    return InterventionRegistration(**facts | changes)


def structural(**changes: Any) -> InterventionRegistration:
    """A structural intervention from 2023-03-15 on."""
    facts = {"orientation": Orientation.STRUCTURAL, "focus": Focus.COMPETENCE, "target_groups": []}
    return individual(**facts | changes)


def uncounted(**changes: Any) -> InterventionRegistration:
    """A structural intervention whose participants are not counted."""
    return structural(registration_method=RegistrationMethod.NONE, **changes)


def running(facts: InterventionRegistration | None = None, **of_federation: Any) -> Running:
    """An intervention to register something about."""
    return Running(facts or individual(), federation(**of_federation))


def headcount(period: str = "2024-03", **changes: Any) -> HeadcountReport:
    """Five women and four men in a month."""
    facts = {
        "external_id": f"h-{period}",
        "federation_id": HOME,
        "intervention_id": INTERVENTION,
        "period": period,
        "women": 5,
        "men": 4,
    }
    return HeadcountReport(**facts | changes)


def budget(year: int = 2024, **changes: Any) -> BudgetReport:
    """A hundred thousand kronor in a year."""
    facts = {
        "external_id": f"b-{year}",
        "federation_id": HOME,
        "intervention_id": INTERVENTION,
        "year": year,
        "ordinary_ore": 10_000_000,
    }
    return BudgetReport(**facts | changes)
