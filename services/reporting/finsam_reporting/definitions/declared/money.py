"""Money: budgeted cost by orientation, and the state's funds and the federations' equity (the report's 5)."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_contracts.values import Orientation
from finsam_reporting.definitions.figure import Figure, Unit, figure
from finsam_reporting.definitions.formulas import Change, Counted, Difference, NotRegistered, Share
from finsam_reporting.words import text

FACTS = Counted(
    (
        "followup.budget-reported.v1",
        "followup.budget-voided.v1",
        "followup.intervention-registered.v1",
        "followup.intervention-changed.v1",
        "followup.intervention-voided.v1",
    )
)
LATER = NotRegistered()


def _budgets() -> Iterator[Figure]:
    both = tuple(f"{orientation}-budget" for orientation in Orientation)
    for orientation, budget in zip(Orientation, both, strict=True):
        of = {"orientation": text(f"terms.orientation_plural.{orientation}")}
        yield figure(budget, Unit.MONEY, FACTS, "orientation-budget", of)
        yield figure(f"{budget}-share", Unit.PERCENT, Share(budget, both), "orientation-budget-share", of)
    yield figure("structural-budget-share-change", Unit.POINTS, Change("structural-budget-share"))


FIGURES = (
    figure("state-allocated", Unit.MONEY, LATER),
    figure("state-consumed", Unit.MONEY, LATER),
    figure("state-unused", Unit.MONEY, Difference("state-allocated", "state-consumed")),
    figure("state-national-support", Unit.MONEY, LATER),
    *_budgets(),
    figure("equity-before", Unit.MONEY, LATER),
    figure("equity-two-years-before", Unit.MONEY, LATER),
    figure("equity-four-years-before", Unit.MONEY, LATER),
    figure("equity-change", Unit.MONEY, Difference("equity-before", "equity-two-years-before")),
    figure("equity-change-over-three-years", Unit.MONEY, Difference("equity-before", "equity-four-years-before")),
)
