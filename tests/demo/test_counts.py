"""Every printed figure comes out of the rows, or is a known slip of the report."""

from __future__ import annotations

from fractions import Fraction

import pytest

from finsam_demo.feasible import points
from finsam_demo.federations import all_federations
from finsam_demo.printed import Comparison, Fact, comparisons, facts
from tests.demo.recount import Recount, Wire, percent, wire


@pytest.fixture(scope="module")
def rows() -> Wire:
    return wire()


@pytest.fixture(scope="module")
def years(rows: Wire) -> dict[int, dict[str, int | Fraction]]:
    figures = {year: Recount(rows, year).figures for year in (2023, 2024)}
    federations = all_federations()
    figures[2023]["federations"] = len(federations)
    figures[2024]["federations"] = sum(not one.ended_2024 for one in federations)
    was, now = (figures[year]["structural-participants"] for year in (2023, 2024))
    figures[2024]["structural-participants-growth"] = Fraction(now) / was - 1
    return figures


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact.year}-{fact.figure}")
def test_a_printed_figure_comes_out(fact: Fact, years: dict[int, dict[str, int | Fraction]]) -> None:
    figure = years[fact.year][fact.figure]
    assert (percent(Fraction(figure)) if fact.unit == "percent" else figure) == fact.computed


def test_the_report_slips_where_its_own_counts_say_something_else() -> None:
    assert {(fact.figure, fact.printed, fact.computed) for fact in facts() if fact.printed != fact.computed} == {
        ("arbetslivsinriktad-insats-interventions-share", 57, 58),
        ("identifiera-individens-behov-interventions-share", 10, 9),
        ("structural-followed", 144, 147),
        ("structural-followed-share", 48, 49),
    }


@pytest.mark.parametrize("comparison", comparisons(), ids=lambda one: one.share)
def test_a_printed_change_from_2023_comes_out_or_says_why_not(
    comparison: Comparison, years: dict[int, dict[str, int | Fraction]]
) -> None:
    change = points(Fraction(years[2024][comparison.share]), Fraction(years[2023][comparison.share]))
    assert change == comparison.points
    assert comparison.holds == (change == comparison.printed_points)
    assert comparison.holds != bool(comparison.why)


def test_almost_half_of_the_structural_participants_of_2023_visited_one_page(rows: Wire) -> None:
    year = Recount(rows, 2023)
    page = next(one for one in year.ran if "webbsida" in one["name"])
    visitors = sum(one["sexUnknown"] for one in rows.headcounts if one["interventionId"] == page["id"])
    assert Fraction(45, 100) < Fraction(visitors, int(year.figures["structural-participants"])) < Fraction(1, 2)


def test_the_page_runs_on_with_follow_up_chosen_and_nobody_registered(rows: Wire) -> None:
    year = Recount(rows, 2024)
    page = next(one for one in year.ran if "webbsida" in one["name"])
    assert page["registrationMethod"] == "headcount"
    assert not [one for one in year.headcounts if one["interventionId"] == page["id"]]


def test_every_other_followed_intervention_has_participants(rows: Wire) -> None:
    for number in (2023, 2024):
        year = Recount(rows, number)
        counted = {
            one["interventionId"]
            for one in year.headcounts
            if (one["women"] or 0) + (one["men"] or 0) + one["sexUnknown"]
        }
        followed = [one for one in year.ran if one["registrationMethod"] == "headcount"]
        silent = [one["name"] for one in followed if one["id"] not in counted]
        assert [name for name in silent if "webbsida" not in name] == []
