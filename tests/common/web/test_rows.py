"""Files row by row: NDJSON and CSV, whole lines and broken ones."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_common.bodies import Body
from finsam_common.problems import Invalid, Problem
from finsam_common.web.rows import CsvRows, Line, NdjsonRows, Row, lines
from finsam_contracts.values import Count, TargetGroup


class Intervention(Body):
    """An intervention."""

    external_id: str
    federation_id: UUID
    planned: Count | None = None
    esf_financed: bool = False
    target_groups: list[TargetGroup]


FEDERATION = "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"
HEADER = Line(b"externalId,federationId,planned,esfFinanced,targetGroups")


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def split(*chunks: bytes, longest: int = 100) -> list[Line]:
    return [line async for line in lines(pieces(*chunks), longest)]


def csv(text: str, header: Line = HEADER) -> Row[Intervention] | Problem:
    return CsvRows(Intervention, header).read(Line(text.encode()))


def ndjson(**members: object) -> Row[Intervention] | Problem:
    return NdjsonRows(Intervention).read(Line(json.dumps(members).encode()))


def code(row: Row[Intervention] | Problem) -> str:
    assert isinstance(row, Invalid)
    return str(row.extensions["errors"][0]["code"])


async def test_lines_are_found_wherever_the_network_cuts_them() -> None:
    assert await split(b"a\nb", b"b\r\n\n", b"  \n", b"c") == [Line(b"a"), Line(b"bb\r"), Line(b"c")]


async def test_a_line_that_is_too_long_costs_no_neighbour() -> None:
    assert await split(b"a\n", b"x" * 60, b"x" * 60, b"x" * 60 + b"\nb\n") == [
        Line(b"a"),
        Line(b"x" * 100, too_long=True),
        Line(b"b"),
    ]


async def test_a_last_line_that_is_too_long_is_told_too() -> None:
    assert (await split(b"x" * 101))[0].too_long
    assert not (await split(b"x" * 100))[0].too_long


async def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert await split(b"\xef", b"\xbb\xbfa\n") == [Line(b"a")]


TEXT = st.binary(min_size=1, max_size=30).filter(lambda b: b"\n" not in b and b.strip() and b[0] != 0xEF)


@given(st.lists(TEXT), st.data())
async def test_cutting_changes_nothing(texts: list[bytes], data: st.DataObject) -> None:
    body = b"".join(text + b"\n" for text in texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=5)))
    chunks = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    assert await split(*chunks) == [Line(text) for text in texts]


def test_an_object_is_a_row() -> None:
    row = ndjson(externalId="1", federationId=FEDERATION, targetGroups=["unga"])
    assert isinstance(row, Row)
    assert row.body.target_groups == [TargetGroup.YOUNG]
    assert row.if_version is None


def test_a_row_may_say_which_version_it_corrects() -> None:
    row = ndjson(externalId="1", federationId=FEDERATION, targetGroups=[], ifVersion=3)
    assert isinstance(row, Row)
    assert row.if_version == 3


@pytest.mark.parametrize("version", ["3", 0, -1, True, 1.5, 2**40])
def test_what_is_no_version_is_refused(version: object) -> None:
    assert code(ndjson(externalId="1", federationId=FEDERATION, targetGroups=[], ifVersion=version)) == "version"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(b"{"), "not-json"),
        (Line(b'{"ifVersion":'), "not-json"),
        (Line(b'{"externalId":"\xff"}'), "not-utf-8"),
        (Line(b'{"external', too_long=True), "row-too-long"),
        (Line(b'["ifVersion"]'), "model-type"),
        (Line(b"7"), "model-type"),
    ],
)
def test_a_line_that_is_no_row_says_why(line: Line, expected: str) -> None:
    assert code(NdjsonRows(Intervention).read(line)) == expected


def test_a_csv_row_means_what_the_json_row_means() -> None:
    row = csv(f"1,{FEDERATION},12,true,unga|langtidssjukskrivna")
    same = ndjson(
        externalId="1",
        federationId=FEDERATION,
        planned=12,
        esfFinanced=True,
        targetGroups=["unga", "langtidssjukskrivna"],
    )
    assert row == same


def test_an_empty_cell_is_absent_and_an_empty_list_is_empty() -> None:
    row = csv(f"1,{FEDERATION},,,")
    assert isinstance(row, Row)
    assert (row.body.planned, row.body.esf_financed, row.body.target_groups) == (None, False, [])


def test_text_may_be_quoted_and_may_look_like_a_number() -> None:
    row = csv(f'"0,1",{FEDERATION},,,')
    assert isinstance(row, Row)
    assert row.body.external_id == "0,1"


def test_a_swedish_spreadsheet_separates_by_semicolon() -> None:
    row = csv(f"1;{FEDERATION};unga", Line(b"externalId;federationId;targetGroups"))
    assert isinstance(row, Row)


def test_a_csv_row_may_say_which_version_it_corrects() -> None:
    row = csv(f"1,{FEDERATION},,7", Line(b"externalId,federationId,targetGroups,ifVersion"))
    assert isinstance(row, Row)
    assert row.if_version == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"1,{FEDERATION},twelve,,", "int-type"),
        (f"1,{FEDERATION},1.0,,", "int-type"),
        (f"1,{FEDERATION},,ja,", "bool-type"),
        (f"1,{FEDERATION},,,unga|gamla", "enum"),
        ("1", "missing"),
        (f"1,{FEDERATION},,,,,", "too-many-cells"),
        (f'"1,{FEDERATION},,,', "not-csv"),
    ],
)
def test_a_broken_csv_row_says_why(text: str, expected: str) -> None:
    assert code(csv(text)) == expected


@pytest.mark.parametrize("header", [b"externalId,colour", b"externalId,externalId", b"\xff", b'"externalId'])
def test_a_header_that_cannot_be_used_refuses_the_file(header: bytes) -> None:
    with pytest.raises(Invalid):
        CsvRows(Intervention, Line(header))


@given(st.binary(max_size=100).filter(lambda text: b"\n" not in text))
def test_whatever_comes_is_a_row_or_a_refusal(text: bytes) -> None:
    assert isinstance(NdjsonRows(Intervention).read(Line(text)), Invalid)
    assert isinstance(CsvRows(Intervention, HEADER).read(Line(text)), Invalid)
