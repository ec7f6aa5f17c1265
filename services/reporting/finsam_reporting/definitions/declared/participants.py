"""Participants by focus and sex, as national aggregates (the report's 3.2 and 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from finsam_contracts.values import Focus, Orientation
from finsam_reporting.definitions.declared.interventions import foci
from finsam_reporting.definitions.figure import Figure, Unit, figure
from finsam_reporting.definitions.formulas import Before, Change, Counted, Growth, Share, Sum
from finsam_reporting.words import Text, text

FACTS = Counted(
    (
        "followup.headcount-reported.v1",
        "followup.headcount-voided.v1",
        "followup.intervention-registered.v1",
        "followup.intervention-changed.v1",
        "followup.intervention-voided.v1",
    )
)
INDIVIDUAL = foci(Orientation.INDIVIDUAL)
STRUCTURAL = foci(Orientation.STRUCTURAL)
SEXES = ("women", "men")


def _total(orientation: Orientation) -> Iterator[Figure]:
    """All participants of an orientation, and the largest single intervention's share of them."""
    of = {"orientation": text(f"terms.orientation_plural.{orientation}")}
    total, largest = f"{orientation}-participants", f"{orientation}-largest"
    parts = tuple(f"{focus}-participants" for focus in foci(orientation))
    yield figure(total, Unit.NUMBER, Sum(parts), "orientation-participants", of)
    yield figure(largest, Unit.NUMBER, FACTS, "orientation-largest", of, internal=True)
    yield figure(f"{largest}-share", Unit.PERCENT, Share(largest, (total,)), "orientation-largest-share", of)


def _of_focus(focus: Focus) -> Iterator[Figure]:
    of = {"focus": text(f"terms.focus.{focus}"), "orientation": text(f"terms.orientation_plural.{focus.orientation}")}
    count, share = f"{focus}-participants", f"{focus}-participants-share"
    yield figure(count, Unit.NUMBER, FACTS, "focus-participants", of)
    total = f"{focus.orientation}-participants"
    yield figure(share, Unit.PERCENT, Share(count, (total,)), "focus-participants-share", of)
    yield figure(f"{share}-change", Unit.POINTS, Change(share), "focus-participants-share-change", of)


def _sexes_of(scope: str, family: str, of: Mapping[str, Text]) -> Iterator[Figure]:
    """Women and men within a focus, or within all: their shares of those whose sex is known."""
    known = tuple(f"{scope}-{sex}" for sex in SEXES)
    for sex, count in zip(SEXES, known, strict=True):
        named = {**of, "sex": text(f"terms.{sex}"), "of_sex": text(f"terms.of_{sex}")}
        share, change = f"{count}-share", Change(f"{count}-share")
        yield figure(share, Unit.PERCENT, Share(count, known), f"{family}-sex-share", named)
        yield figure(f"{share}-change", Unit.POINTS, change, f"{family}-sex-share-change", named)


def _sexes_by_focus(focus: Focus) -> Iterator[Figure]:
    name = text(f"terms.focus.{focus}")
    for sex in SEXES:
        of = {"focus": name, "sex": text(f"terms.{sex}"), "of_sex": text(f"terms.of_{sex}")}
        count, spread = f"{focus}-{sex}", f"{focus}-share-of-{sex}"
        yield figure(count, Unit.NUMBER, FACTS, "focus-sex", of)
        yield figure(spread, Unit.PERCENT, Share(count, (f"individual-{sex}",)), "focus-share-of-sex", of)
        yield figure(f"{spread}-change", Unit.POINTS, Change(spread), "focus-share-of-sex-change", of)
    yield from _sexes_of(focus, "focus", {"focus": name})


def _individual() -> Iterator[Figure]:
    yield from _total(Orientation.INDIVIDUAL)
    yield figure("individual-participants-before", Unit.NUMBER, Before("individual-participants"))
    for sex in SEXES:
        parts = tuple(f"{focus}-{sex}" for focus in INDIVIDUAL)
        yield figure(f"individual-{sex}", Unit.NUMBER, Sum(parts), "individual-sex", {"sex": text(f"terms.{sex}")})
    yield figure("individual-sex-unknown", Unit.NUMBER, FACTS)
    yield from _sexes_of("individual", "individual", {})
    yield figure("individual-women-share-before", Unit.PERCENT, Before("individual-women-share"))
    for focus in INDIVIDUAL:
        yield from _of_focus(focus)
        yield from _sexes_by_focus(focus)


def _structural() -> Iterator[Figure]:
    yield from _total(Orientation.STRUCTURAL)
    yield figure("structural-participants-growth", Unit.GROWTH, Growth("structural-participants"))
    before = Before("structural-largest-share")
    yield figure("structural-largest-share-before", Unit.PERCENT, before)
    for focus in STRUCTURAL:
        yield from _of_focus(focus)


FIGURES = (*_individual(), *_structural())
