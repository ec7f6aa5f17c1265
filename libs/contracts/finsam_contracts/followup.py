"""Events of follow-up: interventions, numbers of participants, budgets."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from finsam_contracts.event import RESTRICTED, Event
from finsam_contracts.values import (
    Count,
    Counting,
    Focus,
    Meaning,
    Ore,
    Orientation,
    Period,
    Provenance,
    RegistrationMethod,
    TargetGroup,
    Year,
)


class _InterventionState(Event):
    """An intervention as registered; ``version`` counts from 1."""

    intervention_id: UUID
    version: int
    federation_id: UUID
    external_id: str
    name: str
    orientation: Orientation
    focus: Focus
    registration_method: RegistrationMethod
    esf_financed: bool
    target_groups: list[TargetGroup]
    start: date
    end: date | None
    provenance: Provenance
    recorded_at: datetime


class InterventionRegistered(_InterventionState, name="followup.intervention-registered.v1", key="intervention_id"):
    """A federation finances an intervention."""


class InterventionChanged(_InterventionState, name="followup.intervention-changed.v1", key="intervention_id"):
    """An intervention's registration was corrected or continued (an end date, say); the whole state as it now is."""


class InterventionVoided(Event, name="followup.intervention-voided.v1", key="intervention_id"):
    """An intervention was registered in error and counts nowhere from now on."""

    intervention_id: UUID
    version: int
    federation_id: UUID
    recorded_at: datetime


class InterventionFlagged(Event, name="followup.intervention-flagged.v1", key="intervention_id"):
    """Something elsewhere took the ground from an accepted intervention: its federation ended while it ran."""

    intervention_id: UUID
    federation_id: UUID
    reason: str
    since: date
    recorded_at: datetime


class Numbers(BaseModel):
    """Participants by sex as counted; ``None`` where sex is not counted (structural interventions)."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)

    women: Count | None
    men: Count | None
    sex_unknown: Count


class HeadcountReported(Event, name="followup.headcount-reported.v1", key="intervention_id", visibility=RESTRICTED):
    """Participants of one intervention in one month, with the numbers that they replace."""

    headcount_id: UUID
    version: int
    intervention_id: UUID
    federation_id: UUID
    period: Period
    numbers: Numbers
    previous: Numbers | None
    counting: Counting
    meaning: Meaning
    provenance: Provenance
    recorded_at: datetime


class HeadcountVoided(Event, name="followup.headcount-voided.v1", key="intervention_id", visibility=RESTRICTED):
    """A number was registered in error and counts nowhere from now on."""

    headcount_id: UUID
    version: int
    intervention_id: UUID
    federation_id: UUID
    period: Period
    previous: Numbers
    recorded_at: datetime


class BudgetReported(Event, name="followup.budget-reported.v1", key="intervention_id"):
    """The budgeted cost of one intervention in one year, ordinary cost and ESF cost apart (öre)."""

    budget_id: UUID
    version: int
    intervention_id: UUID
    federation_id: UUID
    year: Year
    ordinary_ore: Ore
    esf_ore: Ore
    previous_ordinary_ore: Ore | None
    previous_esf_ore: Ore | None
    provenance: Provenance
    recorded_at: datetime


class BudgetVoided(Event, name="followup.budget-voided.v1", key="intervention_id"):
    """A budget was registered in error and counts nowhere from now on."""

    budget_id: UUID
    version: int
    intervention_id: UUID
    federation_id: UUID
    year: Year
    recorded_at: datetime
