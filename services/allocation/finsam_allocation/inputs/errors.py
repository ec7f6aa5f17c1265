"""What can be refused when inputs are frozen."""

from __future__ import annotations

from finsam_common.problems import Problem


class MunicipalityTwice(Problem, status=422, code="municipality-twice"):
    """A municipality stands twice among the measures."""


class FederationTwice(Problem, status=422, code="federation-twice"):
    """A federation stands twice among the terms."""


class FrameTooSmall(Problem, status=422, code="frame-below-national-support"):
    """The national support is more than the frame that it is taken from."""


class DayOutsideYear(Problem, status=422, code="day-outside-year"):
    """The areas are of a day that has nothing to do with the year: from two years before it to its end."""


class MeasureMissing(Problem, status=409, code="measure-missing"):
    """A municipality of a federation's area has no measure."""


class NothingToShare(Problem, status=409, code="nothing-to-share"):
    """The federations' areas have no assistance measure together: there is nothing to take shares of."""


class FederationNotYetKnown(Problem, status=409, code="federation-not-yet-known"):
    """The federation is not known here yet; the registry's word may be on its way."""


class FederationWithoutArea(Problem, status=409, code="federation-without-area"):
    """The federation is known, but has no municipalities on the day of the areas."""


class PreviousMissing(Problem, status=409, code="previous-missing"):
    """Allocations are carried over from an earlier day, and one of a federation then is not told (0: it had none)."""


class AreasNotKnown(Problem, status=409, code="areas-not-known"):
    """It is not registered whether some municipalities were members on the day; register the start or another day."""


class MunicipalityInTwoAreas(Problem, status=409, code="municipality-in-two-areas"):
    """A municipality is in the areas of two federations on the day."""


REFUSALS: tuple[type[Problem], ...] = (
    MunicipalityTwice,
    FederationTwice,
    FrameTooSmall,
    DayOutsideYear,
    MeasureMissing,
    NothingToShare,
    FederationNotYetKnown,
    FederationWithoutArea,
    PreviousMissing,
    AreasNotKnown,
    MunicipalityInTwoAreas,
)
