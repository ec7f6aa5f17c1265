"""Many entries in one transaction: each gets its own answer, and none costs another."""

from __future__ import annotations

from typing import Any

from finsam_common.db import Database
from finsam_common.problems import ContentDiffers, NotYours, PreconditionFailed, Problem, Unexpected
from finsam_common.writes import Accepted, Answer, Entry, Writer
from tests.common.writes.library import AWAY, LOANS, SEALING, Lend, Prolong, TooLong, entry, handlers, loan
from tests.common.writes.test_registrations import rows

ID = LOANS.id_of(loan().federation_id, "a")


def ends(entries: list[Entry[Any]]) -> list[Any]:
    outcomes = [each.outcome for each in entries]
    return [each.status if isinstance(each, (Accepted, Answer)) else type(each) for each in outcomes]


async def test_a_refused_entry_leaves_its_neighbours_accepted(writer: Writer, database: Database) -> None:
    batch = [
        entry(Lend(loan("a"))),
        entry(Lend(loan("b", days=200))),
        entry(Lend(loan("c", federation=AWAY))),
        entry(Lend(loan("d", days=666))),
        entry(Lend(loan("e"))),
    ]
    assert await writer.run(batch) is None
    assert ends(batch) == [201, TooLong, NotYours, Unexpected, 201]
    assert {row["external_id"] for row in await rows(database, "loan_heads")} == {"a", "e"}


async def test_a_later_entry_sees_what_an_earlier_one_did(writer: Writer) -> None:
    batch = [
        entry(Lend(loan("a"))),
        entry(Lend(loan("a"))),
        entry(Lend(loan("a", days=20))),
        entry(Lend(loan("a", days=20)), in_file=True),
        entry(Prolong(ID, loan("a", days=21)), if_match=2),
    ]
    assert await writer.run(batch) is None
    assert ends(batch) == [201, 200, ContentDiffers, 200, 200]


async def test_two_equal_etags_in_one_batch_are_one_200_and_one_412(writer: Writer) -> None:
    await writer.submit(entry(Lend(loan())))
    batch = [entry(Prolong(ID, loan(days=days)), if_match=1) for days in (20, 21)]
    await writer.run(batch)
    assert ends(batch) == [200, PreconditionFailed]


async def test_equal_keys_in_one_batch_share_one_answer(writer: Writer, database: Database) -> None:
    batch = [entry(Lend(loan()), key="k") for _ in range(3)]
    await writer.run(batch)
    assert len({each.outcome for each in batch}) == 1
    assert len(await rows(database, "outbox")) == 1


async def test_a_row_that_the_database_refuses_is_isolated(writer: Writer, database: Database) -> None:
    batch = [entry(Lend(loan("a"))), entry(Lend(loan("b", days=5000))), entry(Lend(loan("c")))]
    assert await writer.run(batch) is None
    assert ends(batch) == [201, Unexpected, 201]
    assert sorted(row["external_id"] for row in await rows(database, "loan_versions")) == ["a", "c"]
    assert len(await rows(database, "outbox")) == 2


async def test_a_violated_constraint_can_be_given_the_domains_words(database: Database) -> None:
    class NoSuchLoan(Problem, status=409, code="no-such-loan"):
        """Nobody lends for years."""

    writer = Writer("library", database, handlers, SEALING, {"ck_loan_versions_days": NoSuchLoan})
    batch = [entry(Lend(loan("a"))), entry(Lend(loan("b", days=5000)))]
    await writer.run(batch)
    assert ends(batch) == [201, NoSuchLoan]
