"""What the act asks of transitions, case by case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_contracts.values import Party
from finsam_registry.spans import Span
from finsam_registry.transitions import rules
from tests.registry.country import COUNTRY, LUND, SKANE, VARMLAND

DAY, LATER = date(2024, 1, 1), date(2025, 1, 1)


def code_of(verdict: object) -> str | None:
    return getattr(verdict, "code", None)


@pytest.mark.parametrize(
    ("given_on", "months", "ends"),
    [
        (date(2024, 3, 15), 36, date(2027, 3, 15)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 5, 1), 0, date(2024, 5, 1)),
    ],
)
def test_section_27_notice_runs_in_months(given_on: date, months: int, ends: date) -> None:
    assert rules.notice_ends(given_on, months) == ends


@given(st.dates(date(2004, 1, 1), date(2100, 12, 31)), st.integers(0, 36), st.integers(0, 36))
def test_a_longer_notice_never_ends_earlier(given_on: date, some: int, others: int) -> None:
    assert (rules.notice_ends(given_on, min(some, others))) <= rules.notice_ends(given_on, max(some, others))


def test_nobody_leaves_before_the_notice_has_run() -> None:
    assert code_of(rules.notice_kept(date(2026, 12, 31), DAY, 36)) == "notice-too-short"
    assert rules.notice_kept(date(2027, 1, 1), DAY, 36) == []
    assert rules.notice_kept(date(2024, 12, 31), DAY, 6) == []


def test_without_a_registered_notice_the_withdrawal_stands_with_a_warning() -> None:
    assert rules.notice_kept(LATER, None, 36) == [rules.NOTICE_NOT_REGISTERED]
    with pytest.raises(ValueError, match="neither"):
        rules.last_day(None, None, 36)


@pytest.mark.parametrize(
    ("present", "code"),
    [
        ([], None),
        ([Span(DAY)], "already-member"),
        ([Span(DAY, since_known=False)], "already-member"),
        ([Span(date(2024, 6, 1), since_known=False)], None),
        ([Span(LATER, since_known=False)], None),
        ([Span(LATER)], "later-fact-stands"),
        ([Span(DAY, until=date(2024, 5, 31))], None),
        ([Span(LATER, since_known=False, until=date(2025, 5, 31))], "later-fact-stands"),
    ],
)
def test_who_can_join_on_a_day(present: list[Span], code: str | None) -> None:
    assert code_of(rules.can_join(present, date(2024, 6, 1))) == code


@pytest.mark.parametrize(
    ("name", "previous", "effective", "span", "code"),
    [
        ("Ny", None, LATER, Span(DAY), None),
        ("Ny", "Gammal", LATER, Span(DAY), None),
        ("Ny", "Annan", LATER, Span(DAY), "name-borne-already"),
        ("Ny", None, DAY, Span(DAY), "later-fact-stands"),
        ("Ny", None, DAY, Span(LATER, since_known=False), None),
        ("Gammal", None, LATER, Span(DAY), "name-borne-already"),
        ("Gammal", "Äldre", DAY, Span(LATER, since_known=False), None),
        ("Gammal", "Gammal", DAY, Span(LATER, since_known=False), "name-borne-already"),
    ],
)
def test_which_name_can_begin(name: str, previous: str | None, effective: date, span: Span, code: str | None) -> None:
    assert code_of(rules.can_rename([("Gammal", span)], name, previous, effective)) == code


@pytest.mark.parametrize(
    ("liquidating_from", "served", "code"),
    [
        (None, DAY, "not-liquidating"),
        (LATER, DAY, "not-liquidating"),
        (DAY, LATER, "final-account-open"),
        (DAY, date(2024, 6, 1), None),
    ],
)
def test_what_a_dissolution_waits_for(liquidating_from: date | None, served: date, code: str | None) -> None:
    assert code_of(rules.can_dissolve(date(2024, 6, 1), liquidating_from, served)) == code


def test_nothing_ends_before_what_a_source_shows_of_it() -> None:
    assert rules.can_end([Span(DAY), Span(DAY, since_known=False)], DAY) is None
    assert code_of(rules.can_end([Span(DAY), Span(LATER, since_known=False)], DAY)) == "later-fact-stands"


def test_a_region_without_municipalities_is_pointed_out() -> None:
    members = [(Party.REGION, SKANE), (Party.REGION, VARMLAND), (Party.MUNICIPALITY, LUND)]
    assert rules.regions_in_use(members, COUNTRY) == [rules.REGION_WITHOUT_MUNICIPALITY]
    assert rules.regions_in_use([members[0], members[2]], COUNTRY) == []


@pytest.mark.parametrize(
    ("claimed", "agrees"), [((72, None), True), ((72, 274), True), ((71, 274), False), ((72, 273), False)]
)
def test_a_source_that_counts_the_whole_country_agrees_or_not(claimed: tuple[int, int | None], agrees: bool) -> None:
    assert (rules.counts_agree(claimed, (72, 274)) is None) is agrees
