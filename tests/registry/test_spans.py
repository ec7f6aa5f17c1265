"""Valid time has three answers: yes, no, and not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_registry.spans import Span, day_before

NEW_YEAR, LAST_DAY = date(2024, 1, 1), date(2024, 12, 31)
DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))
SPANS = st.builds(
    lambda since, known, length: Span(
        since, since_known=known, until=None if length is None else since + timedelta(days=length)
    ),
    DAYS,
    st.booleans(),
    st.none() | st.integers(0, 4000),
)


@pytest.mark.parametrize(
    ("span", "day", "holds"),
    [
        (Span(NEW_YEAR), date(2023, 12, 31), False),
        (Span(NEW_YEAR), NEW_YEAR, True),
        (Span(NEW_YEAR), LAST_DAY, True),
        (Span(LAST_DAY, since_known=False), LAST_DAY, True),
        (Span(LAST_DAY, since_known=False), NEW_YEAR, None),
        (Span(NEW_YEAR, until=LAST_DAY), LAST_DAY, True),
        (Span(NEW_YEAR, until=LAST_DAY), date(2025, 1, 1), False),
        (Span(NEW_YEAR, since_known=False, until=LAST_DAY), date(2025, 1, 1), False),
    ],
)
def test_a_span_holds_or_not_or_nobody_knows(span: Span, day: date, holds: bool | None) -> None:
    assert span.holds(day) is holds


def test_a_source_moves_back_only_a_start_that_is_not_known() -> None:
    attested = Span(LAST_DAY, since_known=False)
    assert attested.shown_from(NEW_YEAR) == Span(NEW_YEAR, since_known=False)
    assert attested.shown_from(date(2030, 1, 1)) == attested
    assert Span(LAST_DAY).shown_from(NEW_YEAR) == Span(LAST_DAY)


@given(SPANS, SPANS)
def test_spans_overlap_when_they_are_known_to_hold_on_one_day(one: Span, other: Span) -> None:
    edges = [day for span in (one, other) for day in (span.since, span.until) if day is not None]
    together = any(one.holds(day) is True and other.holds(day) is True for day in edges)
    assert one.overlaps(other) is together
    assert other.overlaps(one) is together


@given(SPANS, DAYS)
def test_what_ends_the_day_before_never_overlaps_what_begins(span: Span, day: date) -> None:
    if span.since < day:
        assert not span.ending(day_before(day)).overlaps(Span(day))


@given(SPANS, DAYS, DAYS)
def test_knowing_more_never_takes_back_a_yes(span: Span, shown: date, day: date) -> None:
    if span.holds(day):
        assert span.shown_from(shown).holds(day)
