"""Counting with three answers."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from finsam_registry.coverage.rules import cover
from finsam_registry.spans import Span
from tests.registry.test_spans import DAYS, SPANS

DAY, BEFORE = date(2024, 12, 31), date(2023, 12, 31)
SHOWN = Span(DAY, since_known=False)
CODES = ["1280", "1281", "1730", "0980"]


def test_on_the_day_of_a_complete_list_whoever_is_not_named_is_outside() -> None:
    found = cover(DAY, [SHOWN], [("1281", SHOWN)], CODES, DAY)
    assert found.federations == 1
    assert found.inside == {"1281"}
    assert found.outside == {"1280", "1730", "0980"}


def test_before_it_nobody_knows() -> None:
    found = cover(BEFORE, [SHOWN], [("1281", SHOWN)], CODES, DAY)
    assert (found.federations, found.federations_not_known) == (0, 1)
    assert found.not_known == set(CODES)


def test_who_is_shown_later_only_is_not_known_even_when_the_registry_is_complete() -> None:
    found = cover(BEFORE, [SHOWN], [("1281", SHOWN)], CODES, BEFORE)
    assert found.not_known == {"1281"}
    assert found.outside == {"1280", "1730", "0980"}


@given(st.lists(st.tuples(st.sampled_from(CODES), SPANS)), DAYS, st.none() | DAYS)
def test_every_municipality_is_in_or_out_or_not_known(
    memberships: list[tuple[str, Span]], day: date, complete_since: date | None
) -> None:
    found = cover(day, [span for _, span in memberships], memberships, CODES, complete_since)
    assert found.inside | found.outside | found.not_known == set(CODES)
    assert len(found.inside) + len(found.outside) + len(found.not_known) == len(CODES)
    assert found.federations + found.federations_not_known <= len(memberships)
