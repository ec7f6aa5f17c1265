"""All rules, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_reporting.definitions.evaluation import Evaluation
from finsam_reporting.facts.national import NationalFacts
from finsam_reporting.findings import arithmetic, document, facts, means
from finsam_reporting.findings.finding import Finding
from finsam_reporting.geography import municipalities
from finsam_reporting.published.document import Document


def findings(published: Document | None, told: NationalFacts, figures: Evaluation) -> list[Finding]:
    """Everything that the rules find in a published document and in the facts beside it."""
    members = frozenset(row["municipality_code"] for row in told.members)
    outside = frozenset(municipalities()) - members if members else frozenset[str]()
    return [*_in_document(published, outside), *_in_facts(told, figures)]


def _in_document(published: Document | None, outside: frozenset[str]) -> Iterator[Finding]:
    if published is not None:
        yield from arithmetic.what_does_not_follow(published)
        yield from arithmetic.what_cannot_sum(published)
        yield from means.what_is_no_mean(published)
        yield from document.what_the_list_lacks(published)
        yield from document.who_is_in_neither_list(published, outside)
        yield from document.what_is_said_two_ways(published)


def _in_facts(told: NationalFacts, figures: Evaluation) -> Iterator[Finding]:
    yield from facts.what_one_intervention_decides(figures)
    yield from facts.what_nobody_registered(told)
    yield from facts.what_is_in_two_federations(told)
    yield from facts.what_stands_on_nothing(told)
