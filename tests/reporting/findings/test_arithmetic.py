"""Rules of arithmetic, tried on small documents that a test writes itself."""

from datetime import date
from typing import Any

import pytest

from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.definitions.figure import Unit
from finsam_reporting.findings.arithmetic import partitions, what_cannot_sum, what_does_not_follow
from finsam_reporting.findings.finding import Severity
from finsam_reporting.findings.means import what_is_no_mean
from finsam_reporting.published.document import Document, Printed

MILLION = 10**8
FOCI = ("arbetslivsinriktad-insats", "forberedande-insats", "identifiera-individens-behov", "forebyggande-insats")


def document(figures: dict[str, int | tuple[int, int]]) -> Document:
    """A document that prints these figures; a pair is a value and how much its words leave open."""
    printed = {}
    for code, value in figures.items():
        number, tolerance = value if isinstance(value, tuple) else (value, 0)
        precision = MILLION if NATIONAL[code].unit is Unit.MONEY else 1
        printed[code] = Printed(code, number * precision, precision, tolerance, "", "1", 1)
    return Document(2024, "", "", date(2025, 3, 31), date(2025, 1, 22), printed, (), ())


def followed(total: int) -> dict[str, Any]:
    return {
        "structural-followed": total,
        "utveckla-samverkan-followed": 73,
        "kompetenshojande-insats-followed": 65,
        "behovsanalys-followed": 9,
    }


def share(count: int, total: int, printed: int) -> dict[str, Any]:
    code = "identifiera-individens-behov-interventions"
    return {code: count, "individual-interventions": total, f"{code}-share": printed}


def equity(now: int, before: int, change: int) -> dict[str, Any]:
    return {"equity-before": now, "equity-two-years-before": before, "equity-change": change}


def changes(*points: int | tuple[int, int]) -> dict[str, Any]:
    foci = ("utveckla-samverkan", "kompetenshojande-insats", "behovsanalys")
    return dict(zip([f"{focus}-interventions-share-change" for focus in foci], points, strict=True))


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (followed(144), [("parts-do-not-sum", Severity.CONTRADICTION)]),
        (followed(147), []),
        (share(26, 290, 10), [("share-does-not-follow", Severity.CONTRADICTION)]),
        (share(26, 290, 9), []),
        (share(5, 200, 3), []),
        (share(5, 200, 2), [("share-does-not-follow", Severity.CONTRADICTION)]),
        (equity(195, 218, -22), [("difference-does-not-follow", Severity.ROUNDING)]),
        (equity(195, 218, -23), []),
        (equity(195, 218, -20), [("difference-does-not-follow", Severity.CONTRADICTION)]),
        ({"equity-before": 195, "equity-change": -20}, []),
        (
            {"individual-women-share": 57, "individual-women-share-before": 55, "individual-women-share-change": 2},
            [],
        ),
        (
            {"individual-women-share": 57, "individual-women-share-before": 55, "individual-women-share-change": 1},
            [("difference-does-not-follow", Severity.ROUNDING)],
        ),
        (
            {"individual-women-share": 57, "individual-women-share-before": 55, "individual-women-share-change": 4},
            [("difference-does-not-follow", Severity.CONTRADICTION)],
        ),
        (
            {
                "individual-women-share": 57,
                "individual-women-share-before": 55,
                "individual-women-share-change": (3, 1),
            },
            [],
        ),
    ],
)
def test_a_printed_figure_follows_from_the_others(figures: dict[str, Any], found: list[tuple[str, Severity]]) -> None:
    assert [(each.code, each.severity) for each in what_does_not_follow(document(figures))] == found


def test_a_finding_says_what_was_printed_and_what_follows() -> None:
    (finding,) = what_does_not_follow(document(share(26, 290, 10)))
    assert "tryckt 10\u00a0%, men 26 av 290 är 9\u00a0%" in finding.text.sv
    assert "printed 10%, but 26 of 290 is 9%" in finding.text.en
    assert finding.subject == "identifiera-individens-behov-interventions-share"
    assert set(finding.figures) == set(share(26, 290, 10))


@pytest.mark.parametrize(
    ("points", "contradicts"),
    [
        ((-3, -3, 0), True),
        ((-3, 3, 0), False),
        ((-1, -1, 1), False),
        ((-1, -1, 0), True),
        ((-1, 0, 0), False),
        ((-1, -1, (0, 1)), False),
        ((1, 1, 1), True),
    ],
)
def test_changes_of_shares_of_one_whole_sum_to_nothing_but_for_rounding(points: Any, contradicts: bool) -> None:
    assert [each.code for each in what_cannot_sum(document(changes(*points)))] == ["changes-cannot-sum"] * contradicts


@pytest.mark.parametrize(
    ("shares", "contradicts"),
    [((57, 30, 10, 3), False), ((58, 30, 9, 3), False), ((58, 31, 10, 3), False), ((58, 32, 10, 3), True)],
)
def test_shares_of_one_whole_sum_to_a_hundred_but_for_rounding(shares: Any, contradicts: bool) -> None:
    printed = dict(zip([f"{focus}-interventions-share" for focus in FOCI], shares, strict=True))
    assert [each.code for each in what_cannot_sum(document(printed))] == ["shares-cannot-sum"] * contradicts


def test_an_incomplete_whole_is_not_summed() -> None:
    assert list(what_cannot_sum(document({f"{FOCI[0]}-interventions-share": 57}))) == []


def test_the_shares_of_every_whole_are_known() -> None:
    assert ("individual-women-share", "individual-men-share") in partitions()
    assert tuple(f"{focus}-interventions-share" for focus in FOCI) in partitions()
    assert all("followed" not in code for shares in partitions() for code in shares)


@pytest.mark.parametrize(("women", "contradicts"), [(57, False), (56, False), (60, True), (52, True)])
def test_a_share_among_all_is_the_mean_of_the_shares_among_the_parts(women: int, contradicts: bool) -> None:
    printed: dict[str, Any] = {"individual-women-share": women}
    for focus, of_focus, size in zip(FOCI, (54, 62, 58, 70), (57, 28, 13, 2), strict=True):
        printed |= {f"{focus}-women-share": of_focus, f"{focus}-participants-share": size}
    assert [each.code for each in what_is_no_mean(document(printed))] == ["mean-does-not-follow"] * contradicts
