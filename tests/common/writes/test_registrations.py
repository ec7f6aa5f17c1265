"""The same thing again: what a registration does when it is new, repeated, corrected, stale or taken back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from finsam_common.db import Database
from finsam_common.problems import (
    ContentDiffers,
    KeyChanged,
    KeyReused,
    NotFound,
    NotYours,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
    StaleVersion,
    Unexpected,
)
from finsam_common.writes import Answer, Writer
from tests.common.writes.library import AWAY, LOANS, Base, Lend, LoanRequest, Prolong, Return, TooLong, entry, loan

ID = LOANS.id_of(loan().federation_id, "a")


async def rows(database: Database, table: str) -> list[dict[str, Any]]:
    async with database.read() as read:
        return [dict(row) for row in await read.all(select(Base.metadata.tables[table]))]


def body(answer: Answer | Problem) -> dict[str, Any]:
    assert isinstance(answer, Answer), answer
    found: dict[str, Any] = json.loads(answer.body)
    return found


async def test_a_new_registration_is_answered_with_its_place_and_version(writer: Writer, database: Database) -> None:
    answer = await writer.submit(entry(Lend(loan()), base_url="https://example.se"))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.etag, answer.location) == (201, '"1"', f"/library/v1/loans/{ID}")
    assert body(answer)["externalId"] == "a"
    assert body(answer)["links"]["self"]["href"] == f"https://example.se/library/v1/loans/{ID}"
    assert [row["version"] for row in await rows(database, "loan_heads")] == [1]
    (event,) = await rows(database, "outbox")
    assert json.loads(event["data"]) == {"loanId": str(ID), "version": 1, "days": 14, "previousDays": None}


async def test_the_same_again_is_unchanged_and_tells_nobody(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan())))
    again = await writer.submit(entry(Lend(loan())))
    assert isinstance(again, Answer)
    assert (again.status, again.result, again.etag) == (200, "unchanged", '"1"')
    assert len(await rows(database, "outbox")) == len(await rows(database, "loan_versions")) == 1


async def test_other_content_is_a_conflict_in_a_post_and_a_correction_in_a_file(writer: Writer) -> None:
    await writer.submit(entry(Lend(loan())))
    assert isinstance(await writer.submit(entry(Lend(loan(days=20)))), ContentDiffers)
    corrected = await writer.submit(entry(Lend(loan(days=20)), in_file=True))
    assert isinstance(corrected, Answer)
    assert (corrected.status, corrected.result, corrected.etag) == (200, "corrected", '"2"')
    stale = await writer.submit(entry(Lend(loan(days=30)), in_file=True, if_version=1))
    assert isinstance(stale, StaleVersion)
    assert isinstance(await writer.submit(entry(Lend(loan(days=30)), in_file=True, if_version=2)), Answer)


async def test_an_update_needs_the_etag_it_builds_on(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan())))
    change = Prolong(ID, loan(days=21))
    assert isinstance(await writer.submit(entry(change)), PreconditionRequired)
    assert isinstance(await writer.submit(entry(change, if_match=1)), Answer)
    assert isinstance(await writer.submit(entry(Prolong(ID, loan(days=22)), if_match=1)), PreconditionFailed)
    events = [json.loads(row["data"]) for row in await rows(database, "outbox")]
    assert [(event["days"], event["previousDays"]) for event in events] == [(14, None), (21, 14)]


@pytest.mark.parametrize("change", [loan(book="Hemsöborna"), loan(external_id="b")])
async def test_what_never_changes_is_refused(writer: Writer, change: LoanRequest) -> None:
    await writer.submit(entry(Lend(loan())))
    assert isinstance(await writer.submit(entry(Prolong(ID, change), if_match=1)), KeyChanged)


async def test_taking_back_is_a_last_version_after_which_one_registers_anew(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan())))
    void = await writer.submit(entry(Return(ID), if_match=1))
    assert body(void)["void"] is True
    assert isinstance(await writer.submit(entry(Return(ID), if_match=2)), NotFound)
    anew = await writer.submit(entry(Lend(loan(book="Hemsöborna"))))
    assert isinstance(anew, Answer)
    assert (anew.status, anew.etag) == (201, '"3"')
    async with database.read() as read:
        history = await LOANS.history(read, ID)
    assert [(each.version, each.void, each.facts.book) for each in history] == [
        (3, False, "Hemsöborna"),
        (2, True, "Röda rummet"),
        (1, False, "Röda rummet"),
    ]


async def test_anothers_row_is_refused_and_a_reference_to_it_unknown(writer: Writer, database: Database) -> None:
    assert isinstance(await writer.submit(entry(Lend(loan(federation=AWAY)))), NotYours)
    assert isinstance(await writer.submit(entry(Return(UUID(int=1)), if_match=1)), NotFound)
    assert await rows(database, "loan_heads") == []


async def test_a_refused_registration_leaves_nothing(writer: Writer, database: Database) -> None:
    assert isinstance(await writer.submit(entry(Lend(loan(days=200)), key="k")), TooLong)
    for table in ("loan_heads", "loan_versions", "outbox", "idempotency_keys"):
        assert await rows(database, table) == []


async def test_a_key_gives_the_first_answer_again_and_is_for_one_request(writer: Writer, database: Database) -> None:
    first = await writer.submit(entry(Lend(loan()), key="k"))
    again = await writer.submit(entry(Lend(loan()), key="k"))
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert (again.status, again.body, again.location) == (first.status, first.body, first.location)
    assert isinstance(await writer.submit(entry(Lend(loan(days=1)), key="k")), KeyReused)
    assert len(await rows(database, "outbox")) == 1


async def test_a_refusal_is_decided_again(writer: Writer) -> None:
    await writer.submit(entry(Lend(loan())))
    assert isinstance(await writer.submit(entry(Lend(loan(days=15)), key="k")), ContentDiffers)
    await writer.submit(entry(Return(ID), if_match=1))
    assert isinstance(await writer.submit(entry(Lend(loan(days=15)), key="k")), Answer)


async def test_a_mistake_of_ours_is_500_and_nothing_half_written(writer: Writer, database: Database) -> None:
    assert isinstance(await writer.submit(entry(Lend(loan(days=666)))), Unexpected)
    assert await rows(database, "loan_heads") == []
