"""How the report lays its figures out. A cell is a figure's code; a list has one figure a row."""

from __future__ import annotations

from collections.abc import Iterable

from finsam_contracts.values import Focus, Orientation, TargetGroup
from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.definitions.declared.interventions import foci
from finsam_reporting.national.schemas import Table, TableRow, Words
from finsam_reporting.words import Text, text

LISTS: dict[str, tuple[str, ...]] = {
    "coverage": (
        "federations",
        "federations-before",
        "federations-formed",
        "federations-ended",
        "municipalities",
        "municipalities-joined",
        "municipalities-all",
        "municipalities-outside",
        "federations-registering",
        "federations-registering-before",
    ),
    "interventions": (
        "interventions",
        "interventions-change",
        "individual-interventions",
        "individual-interventions-share",
        "structural-interventions",
        "structural-interventions-share",
        "structural-interventions-share-change",
        "interventions-started",
        "interventions-continued",
        "interventions-ended",
        "federations-with-individual",
    ),
    "individual": (
        "individual-participants",
        "individual-participants-before",
        "individual-women-share",
        "individual-men-share",
        "individual-women-share-before",
        "individual-women-share-change",
        "individual-sex-unknown",
        "individual-largest-share",
    ),
    "structural": (
        "structural-followed",
        "structural-followed-share",
        "structural-followed-share-change",
        "structural-participants",
        "structural-participants-growth",
        "structural-largest-share",
        "structural-largest-share-before",
    ),
    "groups": (
        *(f"{group}-interventions" for group in TargetGroup),
        "unspecific-interventions-share",
        "unspecific-interventions-share-change",
        "all-groups-interventions",
    ),
    "money": (
        "state-allocated",
        "state-consumed",
        "state-unused",
        "state-national-support",
        "individual-budget",
        "structural-budget",
        "individual-budget-share",
        "structural-budget-share",
        "structural-budget-share-change",
        "equity-before",
        "equity-two-years-before",
        "equity-four-years-before",
        "equity-change",
        "equity-change-over-three-years",
    ),
}
"""Figures one below the other, by the part of the report that they belong to."""

INTERVENTIONS = ("interventions", "interventions-share", "interventions-share-change")
PARTICIPANTS = ("participants", "participants-share", "participants-share-change")
SEXES = (
    "women",
    "men",
    "women-share",
    "women-share-change",
    "men-share",
    "men-share-change",
    "share-of-women",
    "share-of-women-change",
    "share-of-men",
    "share-of-men-change",
)
"""Rows of tables by focus: what follows the focus in a figure's code."""


def tables() -> list[Table]:
    """Every table of the report, in its order."""
    individual, structural = Orientation.INDIVIDUAL, Orientation.STRUCTURAL
    return [
        _list("coverage"),
        _list("interventions"),
        _by_focus("table-1", individual, INTERVENTIONS),
        _list("individual"),
        _by_focus("individual-participants", individual, PARTICIPANTS),
        _by_focus("individual-sexes", individual, SEXES),
        _by_focus("table-2", structural, INTERVENTIONS),
        _list("structural"),
        _by_focus("structural-participants", structural, ("followed", *PARTICIPANTS)),
        _list("groups"),
        _list("money"),
    ]


def _list(section: str) -> Table:
    rows = [TableRow(label=Words.of(NATIONAL[code].label), figures=[code]) for code in LISTS[section]]
    return Table(code=section, section=section, title=_title(section), columns=[], rows=rows)


def _by_focus(code: str, orientation: Orientation, measures: Iterable[str]) -> Table:
    columns: list[Text] = [text(f"terms.focus.{focus}") for focus in foci(orientation)]
    rows = [_row(orientation, measure) for measure in measures]
    return Table(
        code=code,
        section=orientation.value,
        title=_title(code),
        columns=[Words.of(column) for column in (*columns, text("page.total"))],
        rows=rows,
    )


def _row(orientation: Orientation, measure: str) -> TableRow:
    scopes: tuple[Focus | Orientation, ...] = (*foci(orientation), orientation)
    codes = [f"{scope}-{measure}" for scope in scopes]
    if measure.startswith(("interventions-", "participants-")):
        codes[-1] = ""  # the whole's share of itself
    label = Words.of(text(f"page.measures.{measure}"))
    return TableRow(label=label, figures=[code if code in NATIONAL else None for code in codes])


def _title(code: str) -> Words:
    return Words.of(text(f"page.tables.{code}"))
