"""Words in two languages, numbers as each writes them, and what a request asks for."""

import re
from datetime import UTC, datetime

import pytest

from finsam_reporting.words import Language, Text, Writer, text, texts
from finsam_reporting.words.negotiation import language_of, wants_page
from finsam_reporting.words.order import swedish

SV, EN = Writer(Language.SWEDISH), Writer(Language.ENGLISH)
PLACES = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("key", texts())
def test_both_languages_say_the_same_things(key: str) -> None:
    told = text(key)
    assert told.sv.strip()
    assert told.en.strip()
    assert sorted(set(PLACES.findall(told.sv))) == sorted(set(PLACES.findall(told.en)))


def test_a_text_is_filled_in_each_language() -> None:
    filled = Text("{who} går", "{who} leave").filled(who=Text("Kvinnor", "Women"))
    assert (filled["sv"], filled["en"]) == ("Kvinnor går", "Women leave")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (SV.number(23_849), "23\u00a0849"),
        (EN.number(23_849), "23,849"),
        (SV.percent(58), "58\u00a0%"),
        (EN.percent(58), "58%"),
        (SV.points(-3), "\u22123 procentenheter"),
        (SV.points(1), "+1 procentenhet"),
        (EN.points(0), "±0 percentage points"),
        (SV.change(-57), "\u221257\u00a0%"),
        (SV.signed(20), "+20"),
        (SV.plain(-6), "\u22126"),
        (SV.millions(33_818_000_000, 1_000_000), "338,18 miljoner kronor"),
        (EN.millions(33_818_000_000, 1_000_000), "338.18 million kronor"),
        (SV.millions(-2_200_000_000), "\u221222 miljoner kronor"),
        (SV.moment(datetime(2025, 1, 22, 9, 5, tzinfo=UTC)), "22 januari 2025 09:05:00 UTC"),
    ],
)
def test_numbers_are_written_as_readers_write_them(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "sv"),
        (None, "en", "en"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "de, sv;q=0.2, en;q=0.1", "sv"),
        (None, "sv;q=0, en;q=0.1", "en"),
        (None, "en;q=high", "sv"),
        ("en", "sv", "en"),
        ("sv", "en", "sv"),
        ("de", "en", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(chosen: str | None, accepted: str | None, language: str) -> None:
    assert language_of(chosen, accepted) == language


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0, application/json", False),
    ],
)
def test_a_page_is_for_who_prefers_html(accept: str | None, page: bool) -> None:
    assert wants_page(accept) == page


def test_swedish_letters_come_last() -> None:
    assert sorted(["Örebro", "Ale", "Åmål", "Ängelholm", "Zorn"], key=swedish) == [
        "Ale",
        "Zorn",
        "Åmål",
        "Ängelholm",
        "Örebro",
    ]
