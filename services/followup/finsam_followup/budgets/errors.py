"""What can be refused about a budget."""

from finsam_common.problems import Problem


class YearOutsideIntervention(Problem, status=409, code="year-outside-intervention"):
    """The year is not within the life of the intervention and its federation."""


class YearAlreadyBudgeted(Problem, status=409, code="year-already-budgeted"):
    """The year's budget of this intervention is registered under another external id."""


class NotEsfFinanced(Problem, status=409, code="not-esf-financed"):
    """The intervention was registered as one without financing from the European Social Fund."""
