"""A finding: which rule raised it, about which figure, and what it says to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from finsam_reporting.words import Text


class Severity(StrEnum):
    """How much a finding says: it cannot all be true; it can, by rounding; somebody should know."""

    CONTRADICTION = "contradiction"
    ROUNDING = "rounding"
    NOTICE = "notice"


class Source(StrEnum):
    """What the finding is about: the published document, or the registered facts."""

    PUBLISHED = "published"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``code`` names the rule and never changes.

    ``subject`` is the figure that it stands beside, or what else it is about; ``figures`` are all those involved.
    """

    code: str
    subject: str
    figures: tuple[str, ...]
    source: Source
    severity: Severity
    text: Text
