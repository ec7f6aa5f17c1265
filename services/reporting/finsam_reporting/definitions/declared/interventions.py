"""Interventions by orientation and focus (the report's 3.1 to 3.3, tables 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_contracts.values import Focus, Orientation
from finsam_reporting.definitions.figure import Figure, Unit, figure
from finsam_reporting.definitions.formulas import Change, Counted, Difference, Share, Sum
from finsam_reporting.words import text

FACTS = Counted(
    ("followup.intervention-registered.v1", "followup.intervention-changed.v1", "followup.intervention-voided.v1")
)


def foci(orientation: Orientation) -> tuple[Focus, ...]:
    """The foci of an orientation, in the order of the published tables."""
    return tuple(focus for focus in Focus if focus.orientation is orientation)


def _of_focus(focus: Focus) -> Iterator[Figure]:
    of = {"focus": text(f"terms.focus.{focus}"), "orientation": text(f"terms.orientation_plural.{focus.orientation}")}
    count, share = f"{focus}-interventions", f"{focus}-interventions-share"
    yield figure(count, Unit.NUMBER, FACTS, "focus-interventions", of)
    total = f"{focus.orientation}-interventions"
    yield figure(share, Unit.PERCENT, Share(count, (total,)), "focus-interventions-share", of)
    yield figure(f"{share}-change", Unit.POINTS, Change(share), "focus-interventions-share-change", of)


def _of_orientation(orientation: Orientation) -> Iterator[Figure]:
    of = {"orientation": text(f"terms.orientation_plural.{orientation}")}
    total = f"{orientation}-interventions"
    parts = tuple(f"{focus}-interventions" for focus in foci(orientation))
    yield figure(total, Unit.NUMBER, Sum(parts), "orientation-interventions", of)
    share = Share(total, ("interventions",))
    yield figure(f"{total}-share", Unit.PERCENT, share, "orientation-interventions-share", of)
    for focus in foci(orientation):
        yield from _of_focus(focus)


def _followed_up() -> Iterator[Figure]:
    """Structural interventions whose federation chose to follow up participants (3.3.1 to 3.3.4)."""
    parts = tuple(f"{focus}-followed" for focus in foci(Orientation.STRUCTURAL))
    yield figure("structural-followed", Unit.NUMBER, Sum(parts))
    share = Share("structural-followed", ("structural-interventions",))
    yield figure("structural-followed-share", Unit.PERCENT, share)
    yield figure("structural-followed-share-change", Unit.POINTS, Change("structural-followed-share"))
    for focus, part in zip(foci(Orientation.STRUCTURAL), parts, strict=True):
        yield figure(part, Unit.NUMBER, FACTS, "focus-followed", {"focus": text(f"terms.focus.{focus}")})


FIGURES = (
    figure("interventions", Unit.NUMBER, Sum(tuple(f"{orientation}-interventions" for orientation in Orientation))),
    figure("interventions-change", Unit.CHANGE, Change("interventions")),
    figure("interventions-started", Unit.NUMBER, FACTS),
    figure("interventions-continued", Unit.NUMBER, Difference("interventions", "interventions-started")),
    figure("interventions-ended", Unit.NUMBER, FACTS),
    *_of_orientation(Orientation.INDIVIDUAL),
    *_of_orientation(Orientation.STRUCTURAL),
    figure("structural-interventions-share-change", Unit.POINTS, Change("structural-interventions-share")),
    figure("federations-with-individual", Unit.NUMBER, FACTS),
    *_followed_up(),
)
