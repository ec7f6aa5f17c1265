"""Files of many rows: each row has its result, and a file that was cut off goes on where it stopped."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from finsam_common.db import Database
from finsam_common.problems import Invalid, KeyReused
from finsam_common.writes import IdempotencyKey, Writer
from finsam_common.writes.submissions import FileRow, Submission, close, stored_results, submit_chunk
from tests.common.writes.library import Lend, entry, loan
from tests.common.writes.test_registrations import rows

KEY = IdempotencyKey("library", "POST /loans/submissions", "file-1", "")


def lines(*days: int | None, start: int = 0) -> list[FileRow]:
    """Rows by their days; None is a row that could not be read."""
    return [
        Invalid(errors=[]) if each is None else entry(Lend(loan(f"r{start + i}", days=each)), in_file=True)
        for i, each in enumerate(days)
    ]


async def results(database: Database, submission: Submission, *, rejected_only: bool = False) -> list[dict[str, Any]]:
    text = "".join([part async for part in stored_results(database, submission.id, rejected_only=rejected_only)])
    return [json.loads(line) for line in text.splitlines()]


async def test_a_rejected_row_never_costs_the_accepted_ones(writer: Writer, database: Database) -> None:
    file = Submission.of(KEY, "librarian")
    await submit_chunk(writer, file, 1, lines(1, None, 200, 5000, 2), "digest")
    await close(writer, file, 5)
    found = await results(database, file)
    assert [(result["row"], result["result"]) for result in found] == [
        (1, "accepted"),
        (2, "rejected"),
        (3, "rejected"),
        (4, "rejected"),
        (5, "accepted"),
    ]
    assert [result["problem"]["code"] for result in await results(database, file, rejected_only=True)] == [
        "invalid",
        "too-long",
        "unexpected",
    ]
    (submission,) = await rows(database, "submissions")
    assert (submission["status"], submission["accepted"], submission["rejected"]) == ("partly-accepted", 2, 3)
    assert len(await rows(database, "outbox")) == 2


async def test_a_chunk_sent_again_is_answered_and_never_decided_again(writer: Writer, database: Database) -> None:
    file = Submission.of(KEY, "librarian")
    for _ in range(2):
        await submit_chunk(writer, file, 1, lines(1, 2), "first")
        await submit_chunk(writer, file, 3, lines(3, start=2), "second")
        await close(writer, file, 3)
    assert [result["result"] for result in await results(database, file)] == ["accepted"] * 3
    assert len(await rows(database, "outbox")) == 3


async def test_another_file_under_the_key_is_refused(writer: Writer) -> None:
    file = Submission.of(KEY, "librarian")
    await submit_chunk(writer, file, 1, lines(1), "first")
    with pytest.raises(KeyReused):
        await submit_chunk(writer, file, 1, lines(2), "other")
    with pytest.raises(KeyReused):
        await submit_chunk(writer, file, 5, lines(2), "gap")
    with pytest.raises(KeyReused):
        await submit_chunk(writer, Submission.of(KEY, "librarian", atomic=True), 1, lines(1), "first")
    with pytest.raises(KeyReused):
        await close(writer, file, 7)


async def test_two_uploads_at_once_do_no_harm(writer: Writer, database: Database) -> None:
    file = Submission.of(KEY, "librarian")

    async def upload() -> None:
        for start in range(0, 30, 10):
            await submit_chunk(writer, file, start + 1, lines(*range(1, 11), start=start), f"chunk {start}")
        await close(writer, file, 30)

    await asyncio.gather(upload(), upload())
    assert [result["row"] for result in await results(database, file)] == list(range(1, 31))
    assert len(await rows(database, "outbox")) == 30


async def test_an_atomic_file_with_a_refused_row_leaves_nothing_but_its_results(
    writer: Writer, database: Database
) -> None:
    file = Submission.of(KEY, "librarian", atomic=True)
    await submit_chunk(writer, file, 1, lines(1, 200, 3), "digest")
    await close(writer, file, 3)
    assert [result["problem"]["code"] for result in await results(database, file)] == [
        "refused-with-its-file",
        "too-long",
        "refused-with-its-file",
    ]
    assert await rows(database, "loan_heads") == await rows(database, "outbox") == []
    assert (await rows(database, "submissions"))[0]["status"] == "rejected"


async def test_an_atomic_file_with_a_row_that_the_database_refuses_leaves_nothing(
    writer: Writer, database: Database
) -> None:
    file = Submission.of(KEY, "librarian", atomic=True)
    await submit_chunk(writer, file, 1, lines(1, 5000), "digest")
    assert [result["result"] for result in await results(database, file)] == ["rejected"] * 2
    assert await rows(database, "loan_versions") == []


async def test_a_dry_run_says_what_would_happen_and_does_nothing(writer: Writer, database: Database) -> None:
    file = Submission.of(KEY, "librarian", dry_run=True)
    await submit_chunk(writer, file, 1, lines(1, 200), "digest")
    await close(writer, file, 2)
    assert [result["result"] for result in await results(database, file)] == ["accepted", "rejected"]
    assert await rows(database, "loan_heads") == await rows(database, "outbox") == []


async def test_a_file_of_unreadable_rows_is_rejected_row_by_row(writer: Writer, database: Database) -> None:
    file = Submission.of(KEY, "librarian")
    await submit_chunk(writer, file, 1, lines(None, None), "digest")
    await close(writer, file, 2)
    assert (await rows(database, "submissions"))[0]["status"] == "rejected"
