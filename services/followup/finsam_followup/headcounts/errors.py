"""What can be refused about numbers of participants."""

from finsam_common.problems import Problem


class PeriodOutsideIntervention(Problem, status=409, code="period-outside-intervention"):
    """The month is not within the life of the intervention and its federation."""


class PeriodAlreadyReported(Problem, status=409, code="period-already-reported"):
    """The month's numbers for this intervention are registered under another external id."""


class NotCounted(Problem, status=409, code="participants-not-counted"):
    """The intervention was registered as one whose participants are not counted."""


class SexRequired(Problem, status=409, code="sex-required"):
    """Participants in an individual intervention are counted by sex."""


class CountingMixed(Problem, status=409, code="counting-mixed"):
    """The year's other numbers for this intervention count something else: unique people, or every attendance."""


class MeaningMixed(Problem, status=409, code="meaning-mixed"):
    """The year's other numbers for this intervention mean something else: new in the month, or cumulative."""
