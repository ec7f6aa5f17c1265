"""Rules on the registered facts behind the figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from finsam_contracts.values import Orientation
from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.definitions.evaluation import Evaluation
from finsam_reporting.facts.national import NationalFacts
from finsam_reporting.findings.finding import Finding, Severity, Source
from finsam_reporting.words import Language, Text, Writer, text

LARGE = Fraction(1, 4)
"""The share of all participants of an orientation from which one intervention is pointed out."""


def what_one_intervention_decides(figures: Evaluation) -> Iterator[Finding]:
    """One intervention with a large share of all participants: figures follow it, and so do comparisons with them."""
    for orientation in Orientation:
        code = f"{orientation}-largest-share"
        for years_back in (0, 1):
            share = figures.value(code, years_back)
            if share is not None and share >= LARGE:
                filled = text(
                    "findings.one-intervention-decides",
                    year=str(figures.year - years_back),
                    share=_percent(NATIONAL[code].shown(share) or 0),
                    orientation=text(f"terms.orientation_plural.{orientation}"),
                )
                about = (f"{orientation}-participants", code)
                yield Finding("one-intervention-decides", code, about, Source.FACTS, Severity.NOTICE, filled)


def what_stands_on_nothing(facts: NationalFacts) -> Iterator[Finding]:
    """Orphans: facts of a federation, or of an intervention, that is not known; interventions without one any more."""
    for kind, number in facts.orphans.items():
        if number:
            yield _notice(f"orphan-{kind}", _ABOUT[kind], text(f"findings.orphan-{kind}", number=number))


def what_nobody_registered(facts: NationalFacts) -> Iterator[Finding]:
    """Interventions with participant follow-up and no participants in the year."""
    silent = sum(row["nobody"] for row in facts.by_focus if row["year"] == facts.year)
    if silent:
        yield _notice("nobody-registered", "structural-followed", text("findings.nobody-registered", number=silent))


def what_is_in_two_federations(facts: NationalFacts) -> Iterator[Finding]:
    """Municipalities that are members of more than one federation on the last day of the year; each counts once."""
    twice = sum(row["twice"] for row in facts.municipalities if row["year"] == facts.year)
    if twice:
        yield _notice("in-two-federations", "municipalities", text("findings.in-two-federations", number=twice))


_ABOUT = {
    "interventions": "interventions",
    "headcounts": "individual-participants",
    "budgets": "individual-budget-share",
    "outlived": "interventions",
}


def _notice(code: str, figure: str, filled: Text) -> Finding:
    return Finding(code, figure, (figure,), Source.FACTS, Severity.NOTICE, filled)


def _percent(value: int) -> Text:
    return Text(*(Writer(language).percent(value) for language in Language))
