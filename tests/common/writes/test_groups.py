"""Group commit: what comes at once shares a transaction, and each gets the answer that it would get alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from finsam_common.bodies import Resource
from finsam_common.db import Database, Write
from finsam_common.problems import KeyReused, NotYours, PreconditionFailed, Unavailable, Unexpected
from finsam_common.writes import Accepted, Answer, Command, Entry, Handlers, Writer, groups
from tests import engines
from tests.common.writes import library
from tests.common.writes.library import AWAY, LOANS, Lend, Prolong, Return, TooLong, entry, loan
from tests.common.writes.test_races import HEADS, postgres
from tests.common.writes.test_registrations import rows

ID = LOANS.id_of(loan().federation_id, "a")


async def together(writer: Writer, *entries: Entry[Any]) -> list[Any]:
    """Submit at once; status or class of each answer."""
    answers = await asyncio.gather(*map(writer.submit, entries))
    return [answer.status if isinstance(answer, Answer) else type(answer) for answer in answers]


async def test_what_comes_at_once_shares_a_transaction(writer: Writer, database: Database) -> None:
    assert await together(writer, *(entry(Lend(loan(f"n{i}")), key=f"k{i}") for i in range(30))) == [201] * 30
    transactions = {row["recorded_at"] for row in await rows(database, "loan_versions")}
    assert len(transactions) == 1
    assert len(await rows(database, "outbox")) == len(await rows(database, "idempotency_keys")) == 30


async def test_each_event_carries_the_trace_of_its_own_request(writer: Writer, database: Database) -> None:
    await together(writer, *(entry(Lend(loan(f"n{i}")), traceparent=f"trace-{i}") for i in range(5)))
    assert {row["traceparent"] for row in await rows(database, "outbox")} == {f"trace-{i}" for i in range(5)}


async def test_one_that_is_refused_costs_nobody_else(writer: Writer, database: Database) -> None:
    ends = await together(
        writer,
        entry(Lend(loan("a"))),
        entry(Lend(loan("b", days=200))),
        entry(Lend(loan("c", federation=AWAY))),
        entry(Lend(loan("d", days=666))),
        entry(Lend(loan("e", days=5000))),
        entry(Lend(loan("f"))),
    )
    assert ends == [201, TooLong, NotYours, Unexpected, Unexpected, 201]
    assert {row["external_id"] for row in await rows(database, "loan_heads")} == {"a", "f"}
    assert len(await rows(database, "outbox")) == 2


async def test_a_handler_that_fails_for_one_is_asked_again_for_each(database: Database) -> None:
    async def load(batch: Any, uow: Write) -> None:
        if any(each.command.body.external_id == "b" for each in batch):
            raise TooLong
        await library.lend(batch, uow)

    handlers = Handlers()
    handlers.handles(Lend)(load)
    writer = Writer("library", database, handlers, library.SEALING)
    assert await together(writer, *(entry(Lend(loan(name))) for name in "abc")) == [201, TooLong, 201]


async def test_equal_keys_in_one_group_have_one_effect(writer: Writer, database: Database) -> None:
    equal = [entry(Lend(loan("a")), key="k") for _ in range(3)]
    assert await together(writer, *equal, entry(Lend(loan("b")), key="k")) == [201, 201, 201, KeyReused]
    assert len(await rows(database, "outbox")) == 1


async def test_two_equal_etags_in_one_group_are_one_200_and_one_412(writer: Writer) -> None:
    await writer.submit(entry(Lend(loan())))
    updates = [entry(Prolong(ID, loan(days=days)), if_match=1) for days in (20, 21)]
    assert await together(writer, *updates) == [200, PreconditionFailed]


async def test_a_group_is_decided_in_the_order_of_arrival(writer: Writer) -> None:
    ends = await together(
        writer,
        entry(Lend(loan())),
        entry(Prolong(ID, loan(days=20)), if_match=1),
        entry(Return(ID), if_match=2),
        entry(Lend(loan())),
    )
    assert ends == [201, 200, 200, 201]


async def test_what_was_let_in_is_settled_before_the_end(writer: Writer, database: Database) -> None:
    waiting = [asyncio.create_task(writer.submit(entry(Lend(loan(f"n{i}"))))) for i in range(300)]
    await asyncio.sleep(0)
    await writer.close()
    assert all(isinstance(answer, Answer) for answer in await asyncio.gather(*waiting))
    assert len(await rows(database, "loan_versions")) == 300


async def test_who_comes_when_too_many_wait_is_told_to_come_back(
    writer: Writer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_WAITING", 3)
    answers = await asyncio.gather(*(writer.submit(entry(Lend(loan(f"n{i}")), key=f"k{i}")) for i in range(5)))
    assert Counter(type(answer) for answer in answers) == {Answer: 3, Unavailable: 2}
    refused = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert refused[0].headers["Retry-After"]
    again = await together(writer, *(entry(Lend(loan(f"n{i}")), key=f"k{i}") for i in range(3, 5)))
    assert again == [201, 201]


async def test_a_file_rests_for_as_long_as_others_register_one_by_one(writer: Writer) -> None:
    async def register_until(stop: asyncio.Event) -> None:
        for number in count():
            if stop.is_set():
                return
            await writer.submit(entry(Lend(loan(f"n{number}"))))

    await asyncio.wait_for(writer.give_way(writer.joined, 3600), 60)
    stop, joined = asyncio.Event(), writer.joined
    registering = asyncio.create_task(register_until(stop))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert writer.joined > joined
    resting = asyncio.create_task(writer.give_way(joined, 3600))
    await asyncio.sleep(0.1)
    assert not resting.done()
    stop.set()
    await asyncio.wait_for(asyncio.gather(registering, resting), 60)


async def test_a_decision_has_its_transaction_to_itself(database: Database) -> None:
    @dataclass(frozen=True)
    class Burn(Command):
        name: str

    transactions: list[Write] = []  # they themselves: the id of one that is gone may be given again
    handlers = Handlers([library.handlers])

    @handlers.decides(Burn)
    async def burn(entry: Entry[Burn], uow: Write) -> Accepted:
        transactions.append(uow)
        if entry.command.name == "unwilling":
            raise RuntimeError("a mistake of ours")
        return Accepted(Resource())

    writer = Writer("library", database, handlers, library.SEALING)
    ends = await together(
        writer, entry(Burn("a")), entry(Lend(loan("a"))), entry(Burn("unwilling")), entry(Lend(loan("b")))
    )
    assert ends == [201, 201, Unexpected, 201]
    assert len(set(transactions)) == 2


@postgres
async def test_a_connection_lost_is_503_to_the_whole_group_and_repeating_has_one_effect(
    writer: Writer, database: Database
) -> None:
    await writer.submit(entry(Lend(loan("b"))))
    async with database.engine.connect() as other:
        await other.execute(select(HEADS).with_for_update())
        group = asyncio.create_task(_prolong_and_lend(writer))
        victim = await engines.until_somebody_waits(database)
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": victim})
        assert await group == [Unavailable, Unavailable, Unavailable]
        await other.rollback()
    assert len(await rows(database, "loan_versions")) == 1
    for _ in range(2):
        assert await _prolong_and_lend(writer) == [200, 201, 201]
    assert len(await rows(database, "loan_versions")) == len(await rows(database, "outbox")) == 4


@postgres
async def test_a_group_that_waits_for_a_lock_holds_nobody_else_up(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan("b"))))
    async with database.engine.connect() as other:
        await other.execute(select(HEADS).with_for_update())
        held = asyncio.create_task(_prolong_and_lend(writer))
        await engines.until_somebody_waits(database)
        assert await together(writer, entry(Lend(loan("x"))), entry(Lend(loan("y")))) == [201, 201]
        assert not held.done()
        await other.rollback()
    assert await held == [200, 201, 201]


@postgres
async def test_who_waits_too_long_for_a_lock_is_refused_alone(writer: Writer, database: Database) -> None:
    await writer.submit(entry(Lend(loan("b"))))
    async with database.engine.connect() as other:
        await other.execute(select(HEADS).with_for_update())
        ends = await _prolong_and_lend(writer)
        await other.rollback()
    assert [end if end == 201 else end.code for end in ends] == ["idempotency-key-in-use", 201, 201]


async def _prolong_and_lend(writer: Writer) -> list[Any]:
    """One that needs the head of b, and two that do not."""
    held: UUID = LOANS.id_of(loan().federation_id, "b")
    prolong = entry(Prolong(held, loan("b", days=20)), key="p", if_match=1)
    return await together(writer, prolong, *(entry(Lend(loan(name)), key=name) for name in "cd"))
