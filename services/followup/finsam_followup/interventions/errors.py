"""What can be refused about an intervention."""

from finsam_common.problems import Problem


class FederationNotYetKnown(Problem, status=409, code="federation-not-yet-known"):
    """The registry has not told of this federation; it may be on its way."""


class FederationDissolved(Problem, status=409, code="federation-dissolved"):
    """The federation is no more, and the intervention would run after its last day."""


class BeforeFederation(Problem, status=409, code="before-federation"):
    """The intervention would start before its federation was formed."""


class EndsBeforeStart(Problem, status=409, code="ends-before-start"):
    """The intervention would end before it starts."""


class FocusDoesNotFit(Problem, status=409, code="focus-does-not-fit"):
    """The focus belongs to the other orientation."""


class ParticipantsAreCounted(Problem, status=409, code="participants-are-counted"):
    """Only a structural intervention may do without numbers of participants."""


class TargetGroupsNotForStructural(Problem, status=409, code="target-groups-not-for-structural"):
    """Only individual interventions have target groups."""


class TargetGroupMissing(Problem, status=409, code="target-group-missing"):
    """An individual intervention names its target groups, or says that it has no specific one."""


class NoSpecificGroupStandsAlone(Problem, status=409, code="no-specific-group-stands-alone"):
    """No specific target group cannot be combined with a specific one."""


class InterventionUnknown(Problem, status=409, code="intervention-unknown"):
    """The federation has no such intervention, or has taken it back."""
