"""The list is read row by row; what cannot be read is told by its row, and nothing is taken from such a list."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_common.problems import Invalid
from finsam_registry.imports.rules import Bullet
from finsam_registry.imports.rules_list import MAX_ROWS, read_list

HEADER = "source_line,county_as_listed,federation_name_as_listed,municipality_name_as_listed\n"


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        read_list(text)
    return [(each["code"], each["detail"].partition(":")[0]) for each in refused.value.extensions["errors"]]


def test_the_lists_own_punctuation_is_not_part_of_a_name() -> None:
    text = HEADER + '382,Blekinge Län,Samordningsförbundet i Blekinge:,"Karlskrona,"\n'
    assert read_list(text) == [Bullet(382, "Blekinge Län", "Samordningsförbundet i Blekinge", "Karlskrona")]


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    assert len(read_list("\ufeff" + HEADER + "1,a,b,c\n\n2,a,b,d\n")) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("header", "Row 1")]),
        ("a,b\n1,2\n", [("header", "Row 1")]),
        (HEADER, [("empty", "Row 1")]),
        (HEADER + "1,a,b\n2,a,b,c\nx,a,b,c\n", [("columns", "Row 2"), ("line-number", "Row 4")]),
        (HEADER + "1,a,,c\n", [("name", "Row 2")]),
        (HEADER + f"1,a,{'b' * 201},c\n", [("name", "Row 2")]),
        (HEADER + "1,a,b\x07,c\n", [("name", "Row 2")]),
        (HEADER + '1,a,"b"x,c\n', [("not-csv", "Row 2")]),
        (HEADER + "1,a,b,c\n" * (MAX_ROWS + 1), [("too-many-rows", f"Row {MAX_ROWS + 2}")]),
    ],
)
def test_what_cannot_be_read_is_told_by_its_row(text: str, found: list[tuple[str, str]]) -> None:
    assert faults(text) == found


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert read_list(HEADER + text)
