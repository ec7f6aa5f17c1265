"""What the registry refuses, as named facts."""

from __future__ import annotations

from finsam_common.problems import Problem


class FederationUnknown(Problem, status=409, code="federation-unknown"):
    """There is no federation with this id."""


class MunicipalityUnknown(Problem, status=409, code="municipality-unknown"):
    """There is no municipality with this code."""


class RegionUnknown(Problem, status=409, code="region-unknown"):
    """There is no region of a county with this code."""


class FederationNameTaken(Problem, status=409, code="federation-name-taken"):
    """Another federation bears this name on one of these days."""


class OrganisationNumberTaken(Problem, status=409, code="organisation-number-taken"):
    """Another federation has this organisation number."""


class MembersMissing(Problem, status=409, code="members-missing"):
    """A federation needs FK, AF and, for every part of its area, the municipality and its region (§ 3)."""


class MunicipalityElsewhere(Problem, status=409, code="municipality-in-another-federation"):
    """A municipality belongs to one federation at most on a day, and this one belongs to another."""


class AlreadyMember(Problem, status=409, code="already-member"):
    """This authority is a member already."""


class NotMember(Problem, status=409, code="not-member"):
    """This authority is not a member on that day."""


class FederationNotActive(Problem, status=409, code="federation-not-active"):
    """The federation does not exist on that day, is being wound up, or has ended."""


class NameBorneAlready(Problem, status=409, code="name-borne-already"):
    """The federation bears this name already, or bore another one before than the request says."""


class LaterFactStands(Problem, status=409, code="later-fact-stands"):
    """Something later is registered of the federation that this would contradict."""


class NotAdopted(Problem, status=409, code="ordinance-not-adopted"):
    """A federation is formed or changed when every member has adopted its ordinance, or later (§ 8)."""
