"""Whether an intervention stands (FK's report for 2024, section 4 and appendix 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from finsam_common.bodies import Notice
from finsam_common.problems import Problem
from finsam_contracts.values import RegistrationMethod, TargetGroup
from finsam_followup.federations.schemas import Federation
from finsam_followup.interventions import errors
from finsam_followup.interventions.schemas import InterventionRegistration

SPECIFIC: Final = frozenset(TargetGroup) - {TargetGroup.NONE_SPECIFIC}
RETRY_AFTER: Final = 5
"""Seconds until the registry's events have most likely arrived."""

REFUSALS: Final = (
    errors.FederationNotYetKnown,
    errors.FederationDissolved,
    errors.BeforeFederation,
    errors.EndsBeforeStart,
    errors.FocusDoesNotFit,
    errors.ParticipantsAreCounted,
    errors.TargetGroupsNotForStructural,
    errors.TargetGroupMissing,
    errors.NoSpecificGroupStandsAlone,
)


@dataclass(frozen=True, slots=True)
class Running:
    """An intervention that something can be registered about, and its federation."""

    facts: InterventionRegistration
    federation: Federation | None

    @property
    def last(self) -> date | None:
        """Its last day, or its federation's when that comes first; None when no end is known."""
        ends = (self.facts.end, self.federation.until if self.federation else None)
        return min((end for end in ends if end is not None), default=None)

    def covers(self, year_or_month: str) -> bool:
        """Whether it runs on any day of a year, ``YYYY``, or of a month, ``YYYY-MM``."""
        first, last = self.facts.start.isoformat(), (self.last or date.max).isoformat()
        return first[: len(year_or_month)] <= year_or_month <= last[: len(year_or_month)]


def refusal(facts: InterventionRegistration, federation: Federation | None) -> Problem | None:
    """Why an intervention is refused; None when it stands."""
    return _outside_federation(facts, federation) or _does_not_fit(facts) or _target_groups(facts)


def notices(facts: InterventionRegistration) -> list[Notice]:
    """What somebody should look at, though it stands."""
    if set(facts.target_groups) >= SPECIFIC:
        detail = "Every specific target group is chosen; that means no specific one."
        return [Notice(code="all-target-groups", detail=detail, pointer="/targetGroups")]
    return []


def _outside_federation(facts: InterventionRegistration, federation: Federation | None) -> Problem | None:
    if federation is None:
        return errors.FederationNotYetKnown(pointer="/federationId", retry_after=RETRY_AFTER)
    if facts.end is not None and facts.end < facts.start:
        return errors.EndsBeforeStart(pointer="/end")
    if federation.since_known and facts.start < federation.since:
        return errors.BeforeFederation(pointer="/start", since=federation.since)
    if federation.until is not None and (facts.end is None or facts.end > federation.until):
        return errors.FederationDissolved(pointer="/end", until=federation.until, successor_id=federation.successor_id)
    return None


def _does_not_fit(facts: InterventionRegistration) -> Problem | None:
    if facts.focus.orientation != facts.orientation:
        return errors.FocusDoesNotFit(pointer="/focus")
    if facts.is_individual and facts.registration_method == RegistrationMethod.NONE:
        return errors.ParticipantsAreCounted(pointer="/registrationMethod")
    return None


def _target_groups(facts: InterventionRegistration) -> Problem | None:
    groups = set(facts.target_groups)
    if not facts.is_individual:
        return errors.TargetGroupsNotForStructural(pointer="/targetGroups") if groups else None
    if not groups:
        return errors.TargetGroupMissing(pointer="/targetGroups")
    if TargetGroup.NONE_SPECIFIC in groups and len(groups) > 1:
        return errors.NoSpecificGroupStandsAlone(pointer="/targetGroups")
    return None
