"""All figures of the national report, by code, and the version of their definitions."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Final

from finsam_reporting.definitions.declared import coverage, groups, interventions, money, participants
from finsam_reporting.definitions.figure import Figure
from finsam_reporting.definitions.formulas import Before, Counted
from finsam_reporting.words import Text

NATIONAL: Final[dict[str, Figure]] = {
    figure.code: figure
    for subject in (coverage, interventions, participants, groups, money)
    for figure in subject.FIGURES
}
"""In the order of the report."""

DEFINITIONS_VERSION: Final = "1.0"
"""Raised whenever a definition changes; ``digest`` makes sure that nobody forgets."""


def label_of(code: str) -> Text:
    """What a figure is called."""
    return NATIONAL[code].label


def formula_of(figure: Figure) -> Text:
    """A figure's formula in words."""
    return figure.formula.describe(label_of)


def sources_of(code: str) -> tuple[str, ...]:
    """The types of events that a figure comes from, directly or through other figures."""
    formula = NATIONAL[code].formula
    own = formula.events if isinstance(formula, Counted) else ()
    through = (event for each in formula.inputs for event in sources_of(each.code))
    return tuple(dict.fromkeys((*own, *through)))


def hides(code: str) -> bool:
    """Whether a figure follows from an internal one, so that only its rounded value may be shown."""
    figure = NATIONAL[code]
    return figure.internal or any(hides(each.code) for each in figure.formula.inputs)


def before_of(code: str) -> str | None:
    """The figure that tells a figure's value of the year before, where the report has one."""
    return next((each.code for each in NATIONAL.values() if each.formula == Before(code)), None)


@cache
def definitions_digest() -> str:
    """SHA-256 of all definitions: two reports with the same one mean the same by their figures."""
    rows = [
        [each.code, each.unit, formula_of(each).sv, each.definition.sv, *(caveat.sv for caveat in each.caveats)]
        for each in NATIONAL.values()
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
