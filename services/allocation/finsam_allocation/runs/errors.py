"""What can be refused when a run is asked for."""

from __future__ import annotations

from finsam_common.problems import Problem


class InputsUnknown(Problem, status=409, code="inputs-unknown"):
    """There are no such inputs."""


class ParameterSetUnknown(Problem, status=409, code="parameter-set-unknown"):
    """There is no such parameter set."""


class NotValidForYear(Problem, status=409, code="parameters-not-valid-for-year"):
    """The parameter set is not valid for the year that the inputs are of."""


class AgeBandDiffers(Problem, status=409, code="age-band-differs"):
    """The inhabitants of the inputs are counted in another age band than the parameters say."""


REFUSALS: tuple[type[Problem], ...] = (InputsUnknown, ParameterSetUnknown, NotValidForYear, AgeBandDiffers)
