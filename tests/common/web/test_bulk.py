"""Files of many rows: one result per row, in order; broken rows cost no neighbour; the same file again is harmless."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from finsam_common.web import bulk
from tests.common.web.lending import Library, book, key, open_library
from tests.common.writes.library import AWAY

NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv; charset=utf-8"}


def ndjson(rows: Iterable[dict[str, Any] | bytes]) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)


def results(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def said(answer: httpx.Response) -> list[str]:
    return [row["result"] for row in results(answer)]


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Library]:
    """The library, taking files three rows at a time."""
    async with open_library(tmp_path, bulk_chunk_rows=3, max_line_bytes=1000) as small:
        yield small


async def test_every_row_has_its_result_in_order(small: Library) -> None:
    rows = [book(f"b{number}") for number in range(10)]
    async with small.caller() as home:
        answer = await home.post("/loans/submissions", content=ndjson(rows), headers=NDJSON | key())
        assert answer.status_code == 201
        assert [(row["row"], row["result"]) for row in results(answer)] == [(n, "accepted") for n in range(1, 11)]
        assert len((await home.get("/loans")).json()["items"]) == 10


async def test_broken_rows_cost_no_neighbour(small: Library) -> None:
    rows: list[dict[str, Any] | bytes] = [
        book("good-1"),
        b"{not json",
        b'{"externalId": "\xff"}',
        json.dumps(book(book="x" * 2000)).encode(),
        book("bad", days="14"),
        book("bad", colour="red"),
        b"[]",
        book("bad", federationId=str(AWAY)),
        book("bad", days=101),
        book("bad", days=666),
        b"",
        book("good-2"),
    ]
    async with small.caller() as home:
        answer = await home.post("/loans/submissions", content=ndjson(rows), headers=NDJSON | key())
    problems = [row["problem"] for row in results(answer) if row["result"] == "rejected"]
    assert said(answer) == ["accepted", *["rejected"] * 9, "accepted"]
    assert [each["errors"][0]["code"] for each in problems[:6]] == [
        "not-json",
        "not-utf-8",
        "row-too-long",
        "int-type",
        "unknown-field",
        "model-type",
    ]
    assert [each["code"] for each in problems[6:]] == ["not-your-federation", "too-long", "unexpected"]
    assert problems[3]["errors"][0]["pointer"] == "/days"


async def test_csv_rows_are_the_same_rows(small: Library) -> None:
    header = "externalId,federationId,book,days\r\n"
    lines = "".join(f'b{number},{book()["federationId"]},"Röda, rummet",14\r\n' for number in range(4))
    async with small.caller() as home:
        answer = await home.post("/loans/submissions", content=(header + lines).encode(), headers=CSV | key())
        page = (await home.get("/loans")).json()
    assert said(answer) == ["accepted"] * 4
    assert {loan["book"] for loan in page["items"]} == {"Röda, rummet"}


async def test_the_same_file_again_is_answered_and_not_decided_again(small: Library) -> None:
    file, named = ndjson([book(f"b{number}") for number in range(7)]), key()
    async with small.caller() as home:
        first = await home.post("/loans/submissions", content=file, headers=NDJSON | named)
        again = await home.post("/loans/submissions", content=file, headers=NDJSON | named)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]


async def test_a_file_that_was_cut_off_goes_on_where_it_stopped(small: Library) -> None:
    whole, named = [book(f"b{number}") for number in range(8)], key()
    await small.hang_up("/loans/submissions", ndjson(whole[:5]) + b"\n", NDJSON | named)
    async with small.caller() as home:
        assert len((await home.get("/loans")).json()["items"]) == 3
        (file,) = (await home.get("/submissions")).json()["items"]
        assert (file["status"], file["rows"]) == ("receiving", 3)
        answer = await home.post("/loans/submissions", content=ndjson(whole), headers=NDJSON | named)
        assert said(answer) == ["accepted"] * 8


async def test_another_file_under_the_key_is_refused(small: Library) -> None:
    named = key()
    async with small.caller() as home:
        await home.post("/loans/submissions", content=ndjson([book("a")]), headers=NDJSON | named)
        answer = await home.post("/loans/submissions", content=ndjson([book("b")]), headers=NDJSON | named)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_other_content_corrects_unless_its_version_is_stale(small: Library) -> None:
    async with small.caller() as home:
        await home.post("/loans", json=book(), headers=key())
        files = [[book(days=20)], [book(days=30, ifVersion=1)], [book(days=30, ifVersion=2)]]
        answers = [
            await home.post("/loans/submissions", content=ndjson(file), headers=NDJSON | key()) for file in files
        ]
    assert [said(answer)[0] for answer in answers] == ["corrected", "rejected", "corrected"]
    assert results(answers[1])[0]["problem"]["code"] == "if-version-stale"


async def test_an_atomic_file_stands_whole_or_not_at_all(small: Library) -> None:
    rows = [book(f"b{number}") for number in range(5)]
    async with small.caller() as home:
        refused = await home.post(
            "/loans/submissions?atomic=true", content=ndjson([*rows, book("bad", days=101)]), headers=NDJSON | key()
        )
        assert said(refused) == ["rejected"] * 6
        assert (await home.get("/loans")).json()["items"] == []
        whole = await home.post("/loans/submissions?atomic=true", content=ndjson(rows), headers=NDJSON | key())
        assert said(whole) == ["accepted"] * 5


async def test_an_atomic_file_has_a_limit(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MAX_ATOMIC_ROWS", 4)
    rows = [book(f"b{number}") for number in range(5)]
    async with small.caller() as home:
        answer = await home.post("/loans/submissions?atomic=true", content=ndjson(rows), headers=NDJSON | key())
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
        assert (await home.get("/loans")).json()["items"] == []


async def test_a_dry_run_decides_everything_and_changes_nothing(small: Library) -> None:
    async with small.caller() as home:
        answer = await home.post(
            "/loans/submissions?dryRun=true", content=ndjson([book(), book("b", days=101)]), headers=NDJSON | key()
        )
        assert said(answer) == ["accepted", "rejected"]
        assert (await home.get("/loans")).json()["items"] == []


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        (NDJSON, b"{}", 400),
        (NDJSON | key() | {"Content-Type": "application/json"}, b"{}", 415),
        (CSV | key(), b"", 422),
        (CSV | key(), b"colour,days\n", 422),
        (NDJSON | key(), b"", 201),
    ],
    ids=["no key", "another media type", "no header", "an unknown column", "an empty file"],
)
async def test_a_file_as_a_whole(small: Library, headers: dict[str, str], content: bytes, status: int) -> None:
    async with small.caller() as home:
        answer = await home.post("/loans/submissions", content=content, headers=headers)
    assert answer.status_code == status


async def test_one_broken_row_in_ten_thousand(lending: Library) -> None:
    rows: list[dict[str, Any] | bytes] = [book(f"b{number}") for number in range(10_000)]
    rows[6_789] = b'{"externalId": "b6789", "days": "fourteen"'
    async with lending.caller() as home:
        answer = await home.post("/loans/submissions", content=ndjson(rows), headers=NDJSON | key())
    rejected = [row for row in results(answer) if row["result"] == "rejected"]
    assert len(results(answer)) == 10_000
    assert [row["row"] for row in rejected] == [6_790]
    async with lending.runtime.database.read() as read:
        assert await read.scalar(lending.runtime.database.metadata.tables["loan_heads"].select().limit(1)) is not None


async def test_what_was_sent_can_be_read_again(small: Library) -> None:
    async with small.caller() as home:
        sent = await home.post(
            "/loans/submissions", content=ndjson([book(), book("b", days=101)]), headers=NDJSON | key()
        )
        file = (await home.get(sent.headers["location"])).json()
        assert (file["status"], file["rows"], file["accepted"], file["rejected"]) == ("partly-accepted", 2, 1, 1)
        assert file["route"] == "POST /loans/submissions"
        assert (await home.get(file["links"]["results"]["href"])).text == sent.text
        rejected = await home.get(file["links"]["rejected"]["href"])
        assert [row["row"] for row in results(rejected)] == [2]
        assert [each["id"] for each in (await home.get("/submissions")).json()["items"]] == [file["id"]]


async def test_anothers_files_are_unknown_but_to_an_operator(small: Library) -> None:
    async with small.caller() as home, small.caller(f"federation:{AWAY}") as away:
        sent = await home.post("/loans/submissions", content=ndjson([book()]), headers=NDJSON | key())
        place = sent.headers["location"]
        answers = [await away.get(place), await away.get(f"{place}/results"), await away.get(f"{place}/rejected")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert (await away.get("/submissions")).json()["items"] == []
    async with small.caller("operator") as operator:
        assert (await operator.get(place)).status_code == 200
