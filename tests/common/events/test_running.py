"""Relay and consumer at work in the background: woken by news, patient in trouble, gone when told."""

import asyncio
from collections.abc import AsyncIterator
from unittest.mock import AsyncMock

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Column, ForeignKey, String, Table

from finsam_common.db import service_metadata
from finsam_common.events import hearing, relay
from finsam_common.events.consume import Consumer
from finsam_common.events.inbox import Inbox
from finsam_common.events.projections import Heard, ProjectionSet
from finsam_common.events.waiting import Backoff, together
from finsam_common.transports import LocalLog, Logged, TransportUnavailable
from finsam_common.writes import Command
from tests.common.events.harbour import (
    BAD_BERTH,
    SHIPS,
    TOPIC,
    Harbour,
    Quay,
    ShipArrived,
    ShipMoved,
    TideTurned,
    berthing,
    run_commands,
    ships,
)


class Deaf(LocalLog):
    """The log, through a line that does not let anything be read for a while."""

    trouble = 3

    async def fetch(self, topic: str, partition: int, offset: int, limit: int) -> list[Logged]:
        if self.trouble:
            self.trouble -= 1
            raise TransportUnavailable("the line is down")
        return await super().fetch(topic, partition, offset, limit)


@pytest.fixture
async def stop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Event]:
    """Nobody looks by himself: only news moves anything."""
    monkeypatch.setattr(relay, "SWEEP_SECONDS", 3600)
    monkeypatch.setattr(hearing, "SWEEP_SECONDS", 3600)
    stop = asyncio.Event()
    yield stop
    stop.set()


async def until_seen(quay: Quay, ship: str) -> None:
    for _ in range(6000):
        if ship in await quay.berths():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{ship} was never heard of")


async def test_what_happens_is_heard_without_anybody_looking(harbour: Harbour, quay: Quay, stop: asyncio.Event) -> None:
    tasks = [asyncio.create_task(harbour.relay.run(stop)), asyncio.create_task(quay.consumer.run(stop))]
    for ship in ("Anna", "Bore", "Cato"):
        async with harbour.database.write() as uow:
            uow.after_commit(harbour.relay.wake)
            uow.emit(ShipArrived(ship=ship, berth=1))
        await until_seen(quay, ship)
    stop.set()
    await asyncio.gather(*tasks)
    assert len(await quay.greeted()) == 3


async def test_a_consumer_that_was_told_to_stop_ends_while_it_waits(quay: Quay, stop: asyncio.Event) -> None:
    running = asyncio.create_task(quay.consumer.run(stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(running, 30)


async def test_a_log_that_does_not_answer_is_asked_again(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    line = Deaf(harbour.log.path)
    here = Quay(quay.database, line)
    stop = asyncio.Event()
    running = asyncio.create_task(here.consumer.run(stop))
    await until_seen(here, "Anna")
    stop.set()
    await running
    await line.close()


async def test_a_database_that_goes_away_while_a_consumer_begins_is_asked_again(
    harbour: Harbour, quay: Quay, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    with monkeypatch.context() as gone:
        gone.setattr(Inbox, "open", AsyncMock(side_effect=ConnectionError))
        with pytest.raises(ConnectionError):
            await quay.consumer.step()
    await quay.settle()
    assert await quay.berths() == {"Anna": 1}


def test_pauses_double_up_to_half_a_minute_and_are_forgotten_after_a_success() -> None:
    now = 0.0
    backoff = Backoff(clock=lambda: now)
    assert backoff.over
    assert [backoff.failed() for _ in range(11)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0]
    assert not backoff.over
    now = 30.0
    assert backoff.over
    backoff.succeeded()
    assert backoff.failed() == 0.1


async def test_what_is_done_together_ends_with_the_first_failure() -> None:
    waited = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            waited.set()

    async def fail() -> None:
        raise TransportUnavailable("the line is down")

    with pytest.raises(TransportUnavailable):
        await together([wait(), fail()])
    assert waited.is_set()
    assert await together(asyncio.sleep(0, result=number) for number in (1, 2)) == [1, 2]


async def test_operators_see_lag_parked_keys_and_stopped_partitions(harbour: Harbour, quay: Quay) -> None:
    def value(name: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(f"finsam_{name}", {"service": "quay", "projection_set": "ships"} | labels)

    applied = value("events_consumed_total", topic=TOPIC) or 0
    unknown = value("events_unknown_total", type="harbour.tide-turned.v1") or 0
    await quay.settle()
    await harbour.say(*(ShipArrived(ship="Anna", berth=berth) for berth in (1, BAD_BERTH, 2)), TideTurned(ship="Anna"))
    await harbour.publish()
    at = {"topic": TOPIC, "partition": str(berthing("Anna").number)}
    await quay.consumer.measure()
    assert value("lag_events", **at) == 4
    await quay.settle()
    await quay.consumer.measure()
    assert value("lag_events", **at) == 0
    assert value("parked_keys") == 1
    assert value("partition_stopped", **at) == 0
    assert value("events_consumed_total", topic=TOPIC) == applied + 1
    assert value("events_unknown_total", type="harbour.tide-turned.v1") == unknown + 1


async def test_sets_do_not_share_names_or_tables(quay: Quay) -> None:
    sets = [ships(), ProjectionSet("others", 1, [SHIPS])]
    for claimed in (sets, [ships(), ProjectionSet("ships", 1)]):
        with pytest.raises(TypeError, match="same name or table"):
            Consumer(quay.database, quay.log, "quay", claimed, run_commands)


async def test_nothing_refers_to_a_projection(quay: Quay, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = service_metadata()
    Table("ships", metadata, Column("name", String, primary_key=True))
    Table("crews", metadata, Column("ship", ForeignKey("ships.name"), primary_key=True))
    monkeypatch.setattr(quay.database, "metadata", metadata)
    with pytest.raises(TypeError, match="crews refers to a projection"):
        Consumer(quay.database, quay.log, "quay", [ships()], run_commands)


async def test_a_set_that_fails_holds_up_no_other(harbour: Harbour, quay: Quay) -> None:
    """Each set has its own place in the log, its own parked keys and its own pauses."""
    heard: list[str] = []
    other = ProjectionSet("others", 1)

    @other.react(ShipMoved)
    def moved(event: Heard[ShipMoved]) -> list[Command]:
        heard.append(event.event.ship)
        return []

    consumer = Consumer(quay.database, quay.log, "quay", [ships(), other], run_commands)
    await harbour.say(ShipArrived(ship="Anna", berth=BAD_BERTH), ShipMoved(ship="Anna", berth=2))
    await harbour.publish()
    while await consumer.step():
        pass
    assert heard == ["Anna"]
    assert len(await consumer.parked("ships")) == 2
    assert await consumer.parked("others") == []
