"""An intervention as it is registered and as it is answered, and what every registration about one carries."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from finsam_common.bodies import ExternalId, Line, Registered, Resource
from finsam_common.writes import Registration
from finsam_contracts.values import Focus, Orientation, Provenance, RegistrationMethod, TargetGroup

Day = Annotated[date, Field(ge=date(2004, 1, 1), le=date(2100, 12, 31), examples=["2024-01-15"])]
"""A day under the act, which is in force from 2004-01-01."""

TargetGroups = Annotated[
    list[TargetGroup],
    AfterValidator(lambda groups: sorted(set(groups))),
    Field(max_length=20, examples=[["langtidssjukskrivna", "unga"]]),
]
"""Target groups as a set: order and repeats mean nothing."""

Id = Annotated[UUID, Field(examples=["3f0c2b7e-5d1a-5c44-9f0e-8a1b2c3d4e5f"])]


class InterventionRegistration(Registration):
    """One federation's measure, activity or project; orientation, method and ESF financing never change."""

    external_id: ExternalId
    federation_id: Id
    name: Line = Field(examples=["Klara vägen"])
    orientation: Orientation = Field(examples=["individual"], description="Never changes")
    focus: Focus = Field(examples=["arbetslivsinriktad-insats"], description="One of its orientation's foci")
    registration_method: RegistrationMethod = Field(
        default=RegistrationMethod.HEADCOUNT, description="Never changes; structural interventions may choose none"
    )
    esf_financed: bool = Field(default=False, description="Whether the European Social Fund pays a part; never changes")
    target_groups: TargetGroups = Field(default_factory=list, description="Individual interventions name theirs")
    start: Day
    end: Day | None = Field(default=None, examples=["2025-06-30"], description="Its last day, once it is decided")
    provenance: Provenance = Provenance.REGISTERED

    @property
    def is_individual(self) -> bool:
        """Whether it is for people (individinriktad) rather than for the parties' staff and structures."""
        return self.orientation == Orientation.INDIVIDUAL


class Intervention(InterventionRegistration, Registered):
    """An intervention as it stands in one version."""

    model_config = Registered.model_config


class AboutIntervention(Registration):
    """What a federation registers about one of its interventions."""

    external_id: ExternalId
    federation_id: Id
    intervention_id: Id
    provenance: Provenance = Provenance.REGISTERED


class Flag(Resource):
    """Something elsewhere took the ground from an intervention; its registration stands until it is corrected."""

    intervention_id: Id
    reason: str = Field(examples=["federation-dissolved"])
    since: date = Field(examples=["2024-01-01"])


class Flags(Resource):
    """The flags of an intervention, or those that one event raised."""

    items: list[Flag]
