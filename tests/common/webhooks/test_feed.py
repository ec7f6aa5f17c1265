"""The feed of events: in order from any event on, as soon as there is something, and only what everybody may know."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from finsam_common.events import relay
from finsam_common.events.numbering import draw_epoch
from finsam_contracts import Envelope
from tests.common.webhooks.subscribing import (
    EVENTS,
    HOME,
    TOLD,
    headcount_voided,
    publish,
    read,
    tell,
    versions,
    voided,
)
from tests.world import Caller, World


async def test_a_reader_comes_from_the_first_event_to_the_last_and_goes_on_from_there(
    followup: World, fk: Caller
) -> None:
    await publish(followup, *map(voided, range(1, 6)))
    seen: list[int] = []
    last: dict[str, str] = {}
    while found := await read(fk, limit=2, **last):
        seen += versions(found)
        last = {"lastEventId": found[-1]["id"], "epoch": found[-1]["epoch"]}
    assert seen == [1, 2, 3, 4, 5]
    await publish(followup, voided(6))
    assert versions(await read(fk, **last)) == [6]


async def test_an_event_is_a_cloud_event(followup: World, fk: Caller) -> None:
    await publish(followup, voided(1))
    (event,) = await read(fk)
    assert event.keys() >= {"specversion", "id", "source", "type", "subject", "time", "dataschema", "data"}
    assert (event["specversion"], event["type"]) == ("1.0", TOLD)
    assert event["source"] == "urn:finsam:service:followup"
    assert event["subject"] == event["data"]["interventionId"]
    assert "traceparent" not in event
    assert Envelope.model_validate(event).position == 1


async def test_a_poll_waits_for_what_is_published(followup: World, fk: Caller) -> None:
    await publish(followup, voided(1))
    (first,) = await read(fk)
    poll = asyncio.create_task(read(fk, lastEventId=first["id"], timeout=60_000))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await publish(followup, voided(2))
    assert versions(await poll) == [2]


async def test_a_poll_for_nothing_ends_with_nothing(followup: World, fk: Caller) -> None:
    assert await read(fk, timeout=50) == []


async def test_what_is_committed_is_not_shown_before_it_is_published(followup: World, fk: Caller) -> None:
    await tell(followup, voided(1))
    assert await read(fk) == []
    await followup.settle()
    assert versions(await read(fk)) == [1]


async def test_nothing_is_shown_beyond_an_event_that_waits_for_its_partition(
    followup: World, fk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partition that is behind brings smaller positions later: a reader must not have gone past them."""
    monkeypatch.setattr(relay, "SWEEP_SECONDS", 0)
    await publish(followup, *map(voided, range(1, 30)))
    database = followup.runtime("followup").database
    outbox, pointers = database.metadata.tables["outbox"], database.metadata.tables["relay_pointers"]
    async with database.write() as uow:
        tenth = await uow.scalar(outbox.select().with_only_columns(outbox.c.partition).where(outbox.c.position == 10))
        behind = (pointers.c.topic == "followup.public") & (pointers.c.partition == tenth)
        await uow.execute(update(pointers).where(behind).values(position=9))
    assert versions(await read(fk)) == list(range(1, 10))
    await followup.settle()
    assert versions(await read(fk)) == list(range(1, 30))


async def test_restricted_events_need_a_right_of_their_own(followup: World, fk: Caller) -> None:
    await publish(followup, voided(1), headcount_voided(2), voided(3))
    assert versions(await read(fk)) == [1, 3]
    refused = await fk.get(EVENTS, params={"restricted": True})
    assert (refused.status_code, refused.json()["scope"]) == (403, "events:restricted")
    assert versions(await read(followup.steward)) == [1, 3]
    assert versions(await read(followup.steward, restricted=True)) == [1, 2, 3]


@pytest.mark.parametrize("client", [f"federation:{HOME}", "operator"])
async def test_a_federation_does_not_hear_of_the_others(followup: World, client: str) -> None:
    assert (await followup.caller(client).get(EVENTS)).status_code == 403


async def test_an_event_that_nobody_has_told_is_no_place_to_go_on_from(followup: World, fk: Caller) -> None:
    await publish(followup, voided(1))
    answer = await fk.get(EVENTS, params={"lastEventId": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "event-unknown")
    answer = await fk.get(EVENTS, params={"lastEventId": "1"})
    assert answer.status_code == 400


async def test_after_a_restore_a_reader_is_told_to_begin_anew(followup: World, fk: Caller) -> None:
    await publish(followup, voided(1))
    (event,) = await read(fk)
    async with followup.runtime("followup").database.write() as uow:
        epoch = await draw_epoch(uow)
    answer = await fk.get(EVENTS, params={"lastEventId": event["id"], "epoch": event["epoch"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "epoch-over")
    assert UUID(answer.json()["epoch"]) == epoch
    (again,) = await read(fk)
    assert (again["id"], again["epoch"]) == (event["id"], str(epoch))


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"timeout": -1}, {"epoch": "first"}])
async def test_a_query_that_says_nothing_is_refused(fk: Caller, query: dict[str, str]) -> None:
    assert (await fk.get(EVENTS, params=query)).status_code == 400
