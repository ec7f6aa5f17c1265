"""What a document says in words and lists, against itself and against the facts."""

from dataclasses import replace

import pytest

from finsam_reporting.findings.document import (
    what_is_said_two_ways,
    what_the_list_lacks,
    who_is_in_neither_list,
)
from finsam_reporting.published.document import Document, Listed, Statement, document_of

PRINTED = document_of(2024)
assert PRINTED is not None


def saying(*values: str, kind: str = "name") -> Document:
    assert PRINTED is not None
    told = tuple(Statement("Saken", kind, value, f"s. {page}") for page, value in enumerate(values))
    return replace(PRINTED, statements=told)


@pytest.mark.parametrize(
    ("values", "contradicts"),
    [
        (("Behovsanalys", "Behovsanalys"), False),
        (("Kompetenshöjande insats", "kompetenshöjande insatser"), False),
        (("Arbetslivsinriktad insats", "Arbetslivsinriktad rehabilitering"), True),
        (("2003:1210", "2013:1210", "2003:1210"), True),
    ],
)
def test_one_thing_is_told_one_way(values: tuple[str, ...], contradicts: bool) -> None:
    assert len(list(what_is_said_two_ways(saying(*values)))) == contradicts


def test_both_ways_are_told_with_their_places() -> None:
    (finding,) = what_is_said_two_ways(saying("2024", "2023", kind="ended"))
    assert finding.code == "ended-told-two-ways"
    assert "2024 (s. 0), 2023 (s. 1)" in finding.text.sv
    assert finding.subject == "Saken"


def test_a_list_is_as_long_as_the_number_under_it() -> None:
    assert PRINTED is not None
    assert [each.code for each in what_the_list_lacks(PRINTED)] == ["list-has-another-length"]
    whole = replace(PRINTED, outside=(*PRINTED.outside, Listed("2513", "Överkalix")))
    assert list(what_the_list_lacks(whole)) == []


def test_who_is_outside_by_the_facts_is_in_the_list_of_those_outside() -> None:
    assert PRINTED is not None
    listed = frozenset(each.municipality_code for each in PRINTED.outside)
    (lacking,) = who_is_in_neither_list(PRINTED, listed | {"2513"})
    assert (lacking.code, "Överkalix" in lacking.text.sv) == ("list-lacks-municipality", True)
    (listed_wrongly,) = who_is_in_neither_list(PRINTED, listed - {"1262"})
    assert (listed_wrongly.code, "Lomma" in listed_wrongly.text.en) == ("list-has-municipality", True)
    assert list(who_is_in_neither_list(PRINTED, listed)) == []


def test_without_facts_about_members_nothing_is_said_of_the_list() -> None:
    assert PRINTED is not None
    assert list(who_is_in_neither_list(PRINTED, frozenset())) == []
