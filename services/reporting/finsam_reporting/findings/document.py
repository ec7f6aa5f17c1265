"""Rules on what a printed document says in words and lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from finsam_reporting.findings.finding import Finding, Severity, Source
from finsam_reporting.geography import municipalities
from finsam_reporting.published.document import Document, Statement
from finsam_reporting.words import Text, text

OUTSIDE = "municipalities-outside"


def what_is_said_two_ways(document: Document) -> Iterator[Finding]:
    """The same property of the same subject, told differently in different places."""
    said: dict[tuple[str, str], dict[str, Statement]] = defaultdict(dict)
    for statement in document.statements:
        said[statement.subject, statement.property].setdefault(_normal(statement.value), statement)
    for (subject, kind), values in said.items():
        if len(values) > 1:
            told = ", ".join(f"{each.value} ({each.place})" for each in values.values())
            filled = text(f"findings.{kind}-told-two-ways", subject=subject, told=told)
            yield Finding(f"{kind}-told-two-ways", subject, (), Source.PUBLISHED, Severity.NOTICE, filled)


def what_the_list_lacks(document: Document) -> Iterator[Finding]:
    """The printed list of municipalities outside against the number that is printed under it."""
    printed = document.figures.get(OUTSIDE)
    if printed is not None and printed.value is not None and len(document.outside) != printed.value:
        filled = text("findings.list-has-another-length", names=len(document.outside), printed=printed.value)
        yield Finding("list-has-another-length", OUTSIDE, (OUTSIDE,), Source.PUBLISHED, Severity.CONTRADICTION, filled)


def who_is_in_neither_list(document: Document, outside: frozenset[str]) -> Iterator[Finding]:
    """Municipalities that by the facts are outside and that the printed list lacks, or the reverse."""
    listed = {each.municipality_code for each in document.outside}
    for code, missing in (("list-lacks-municipality", outside - listed), ("list-has-municipality", listed - outside)):
        if missing and outside:
            names = ", ".join(sorted(municipalities()[each].name for each in missing))
            filled = text(f"findings.{code}", names=Text(names, names))
            yield Finding(code, OUTSIDE, (OUTSIDE,), Source.PUBLISHED, Severity.NOTICE, filled)


def _normal(name: str) -> str:
    """A name without what only grammar changes: case and number."""
    return name.casefold().replace("insatser", "insats")
