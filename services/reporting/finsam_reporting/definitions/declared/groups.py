"""Target groups of individual interventions (the report's 4.1 and diagram 2). An intervention may count in several."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_contracts.values import TargetGroup
from finsam_reporting.definitions.declared.interventions import FACTS
from finsam_reporting.definitions.figure import Figure, Unit, figure
from finsam_reporting.definitions.formulas import Change, Share
from finsam_reporting.words import text

UNSPECIFIC = f"{TargetGroup.NONE_SPECIFIC}-interventions"


def _figures() -> Iterator[Figure]:
    for group in TargetGroup:
        name = text(f"terms.group.{group}")
        yield figure(f"{group}-interventions", Unit.NUMBER, FACTS, "group-interventions", {"group": name})
    share = Share(UNSPECIFIC, ("individual-interventions",))
    yield figure("unspecific-interventions-share", Unit.PERCENT, share)
    yield figure("unspecific-interventions-share-change", Unit.POINTS, Change("unspecific-interventions-share"))
    yield figure("all-groups-interventions", Unit.NUMBER, FACTS)


FIGURES = tuple(_figures())
