"""The relay: gapless positions, the order of every key, nothing lost, whoever dies and whenever."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from finsam_common.db import Database
from finsam_common.events import numbering, relay
from finsam_common.events.outbox import Emitted, outbox_rows
from finsam_common.events.relay import Relay
from finsam_common.transports import partition_of
from tests import engines
from tests.common.events.harbour import TOPIC, Base, Harbour, Quay, ShipArrived, ShipMoved, berthing
from tests.common.events.lines import Fate, Line, expire_lease

OUTBOX = Base.metadata.tables["outbox"]
FLEET = [f"ship {n}" for n in range(12)]


def voyage(ship: str, *berths: int) -> list[ShipMoved]:
    return [ShipMoved(ship=ship, berth=berth) for berth in berths]


async def outbox(database: Database) -> list[dict[str, Any]]:
    async with database.read() as read:
        return [dict(row) for row in await read.all(select(OUTBOX).order_by(OUTBOX.c.position))]


async def pointers(database: Database) -> dict[int, int]:
    table = Base.metadata.tables["relay_pointers"]
    async with database.read() as read:
        return {row["partition"]: row["position"] for row in await read.all(select(table))}


async def rest(relay: Relay) -> None:
    while await relay.step():
        pass


async def test_committed_events_are_numbered_without_gaps_and_laid_to_their_partitions(harbour: Harbour) -> None:
    for ship in FLEET:
        await harbour.say(*voyage(ship, 1, 2, 3))
    await harbour.publish()
    rows = await outbox(harbour.database)
    assert [row["position"] for row in rows] == list(range(1, 37))
    assert {row["partition"] for row in rows} == {0, 1, 2}
    assert all(row["partition"] == partition_of(row["key"], 3) for row in rows)
    assert sorted(await harbour.published()) == [(row["position"], row["key"]) for row in rows]


async def test_every_record_says_what_came_before_it_in_its_partition(harbour: Harbour) -> None:
    for ship in FLEET:
        await harbour.say(*voyage(ship, 1, 2, 3))
    await harbour.publish()
    for number in range(3):
        records = await harbour.log.fetch(TOPIC, number, 0, 100)
        positions = [int(record.headers["ce_position"]) for record in records]
        assert [int(record.headers["ce_previous"]) for record in records] == [0, *positions[:-1]]
        assert positions == sorted(positions)


async def test_a_row_that_is_committed_late_is_numbered_late_and_not_lost(harbour: Harbour) -> None:
    """Identity values are not committed in their order, so ``seq`` is no cursor."""
    for seq, ship in [(5000, "ship 1"), (17, "ship 2")]:
        (row,) = outbox_rows([Emitted(uuid4(), ShipArrived(ship=ship, berth=1), None, datetime.now(UTC))])
        async with harbour.database.write() as uow:
            await uow.connection.execute(insert(OUTBOX).values(row | {"seq": seq}))
        await harbour.publish()
    assert sorted(await harbour.published()) == [(1, "ship 1"), (2, "ship 2")]


async def test_a_row_that_does_not_say_its_partition_goes_where_its_key_belongs(harbour: Harbour) -> None:
    """An older version of the service, which is replaced just now, leaves that to the relay."""
    rows = outbox_rows([Emitted(uuid4(), ShipArrived(ship=ship, berth=1), None, datetime.now(UTC)) for ship in FLEET])
    async with harbour.database.write() as uow:
        await uow.connection.execute(insert(OUTBOX), [row | {"partition": None} for row in rows])
    await harbour.publish()
    assert {row["key"]: row["partition"] for row in await outbox(harbour.database)} == {
        ship: berthing(ship).number for ship in FLEET
    }
    assert sorted(await harbour.published()) == sorted(enumerate(FLEET, start=1))


async def test_positions_go_on_beyond_32_bits(harbour: Harbour) -> None:
    await harbour.publish()
    async with harbour.database.write() as uow:
        await uow.execute(update(Base.metadata.tables["relay_counter"]).values(position=2**31))
    await harbour.say(*voyage("Anna", 1, 2))
    await harbour.publish()
    assert [position - 2**31 for position, _ in await harbour.published()] == [1, 2]


async def test_what_follows_is_numbered_while_a_batch_is_published(harbour: Harbour) -> None:
    line = Line(harbour.log.path, "arrives", "late")
    relay = Relay(harbour.database, line, "harbour", batch=1)
    await harbour.say(*voyage("Anna", 1, 2))
    await relay.step()
    await harbour.say(*voyage("Anna", 3))
    under_way = asyncio.create_task(relay.step())
    await line.holding.wait()
    await until_numbered(harbour.database, 3)
    line.release()
    await under_way
    await rest(relay)
    assert [position for position, _ in await harbour.published()] == [1, 2, 3]
    await line.close()


async def until_numbered(database: Database, count: int) -> None:
    for _ in range(6000):
        if {row["position"] for row in await outbox(database)} == set(range(1, count + 1)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("an event was not numbered")


@pytest.mark.parametrize("fate", ["lost", "unacknowledged"])
async def test_a_line_that_breaks_repeats_positions_at_most(harbour: Harbour, quay: Quay, fate: Fate) -> None:
    await harbour.say(*[ShipArrived(ship=ship, berth=1) for ship in FLEET])
    broken = Relay(harbour.database, Line(harbour.log.path, fate, fate, fate), "harbour")
    await rest(broken)
    await expire_lease(harbour.database)
    await harbour.publish()
    await quay.settle()
    assert sorted({position for position, _ in await harbour.published()}) == list(range(1, 13))
    assert sorted(ship for ship, _ in await quay.greeted()) == sorted(FLEET)


async def test_a_partition_that_fails_holds_up_no_other(harbour: Harbour) -> None:
    await harbour.say(*[ShipArrived(ship=ship, berth=1) for ship in FLEET])
    line = Line(harbour.log.path, "lost")
    await Relay(harbour.database, line, "harbour").step()
    done = await pointers(harbour.database)
    assert sorted(done.values())[0] == 0
    assert sorted(done.values())[1] > 0
    await line.close()


@pytest.mark.skipif(not engines.POSTGRES, reason="on SQLite a process that falls silent holds up everybody")
async def test_who_falls_silent_while_it_numbers_holds_up_nobody_for_long(harbour: Harbour) -> None:
    """It is paused or cut off with the counter locked: the database ends its transaction before others give up."""
    await harbour.relay.step()
    await harbour.say(*voyage("Anna", 1))
    locked = asyncio.Event()

    async def fall_silent() -> None:
        async with harbour.database.write(brief=True) as uow:
            await numbering.number(uow, {TOPIC: ShipMoved.topic}, 10)
            locked.set()
            await asyncio.Event().wait()

    silent = asyncio.create_task(fall_silent())
    await locked.wait()
    await harbour.publish()
    assert await harbour.published() == [(1, "Anna")]
    silent.cancel()
    with pytest.raises((asyncio.CancelledError, DBAPIError)):
        await silent


async def test_a_late_relay_reorders_nothing_and_moves_no_pointer_back(harbour: Harbour, quay: Quay) -> None:
    """The first relay's batch is under way while the second sends the same and more; then it arrives."""
    await harbour.say(ShipArrived(ship="Anna", berth=1), *voyage("Anna", 2, 3))
    line = Line(harbour.log.path, "late")
    late = Relay(harbour.database, line, "harbour", batch=2)
    under_way = asyncio.create_task(late.step())
    await line.holding.wait()
    await expire_lease(harbour.database)
    await harbour.say(*voyage("Anna", 4, 5, 6))
    await harbour.publish()
    assert (await pointers(harbour.database))[berthing("Anna").number] == 6
    line.release()
    await under_way
    await expire_lease(harbour.database)
    await harbour.publish()
    assert (await pointers(harbour.database))[berthing("Anna").number] == 6
    assert [position for position, _ in await harbour.published()] == [1, 2, 3, 4, 5, 6, 1, 2]
    await quay.settle()
    assert await quay.berths() == {"Anna": 6}
    assert quay.consumer.stops == {}
    await line.close()


async def test_two_relays_at_once_number_every_event_once(harbour: Harbour, quay: Quay) -> None:
    for ship in FLEET:
        await harbour.say(ShipArrived(ship=ship, berth=1), *voyage(ship, 2, 3))
    relays = [Relay(harbour.database, harbour.log, "harbour", batch=2) for _ in range(3)]

    async def work(relay: Relay) -> None:
        for _ in range(30):
            await expire_lease(harbour.database)
            await relay.step()

    await asyncio.gather(*(work(relay) for relay in relays))
    await rest(relays[0])
    assert [row["position"] for row in await outbox(harbour.database)] == list(range(1, 37))
    await quay.settle()
    assert set((await quay.berths()).values()) == {3}
    assert len(await quay.greeted()) == len(FLEET)


async def test_the_age_of_the_oldest_unpublished_event_is_seen_while_the_line_is_down(harbour: Harbour) -> None:
    def age() -> float:
        return REGISTRY.get_sample_value("finsam_outbox_oldest_unpublished_seconds", {"service": "harbour"}) or 0.0

    await harbour.say(*voyage("Anna", 1))
    line = Line(harbour.log.path, "lost")
    broken = Relay(harbour.database, line, "harbour")
    await broken.step()
    await broken.measure()
    assert age() > 0
    await broken.close()
    await harbour.publish()
    await harbour.relay.measure()
    assert age() == 0
    await line.close()


async def test_a_commit_wakes_the_relay(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "SWEEP_SECONDS", 3600)
    news = await harbour.log.subscribe("test", [ShipMoved.topic])
    stop = asyncio.Event()
    running = asyncio.create_task(harbour.relay.run(stop))
    for berth in range(3):
        await harbour.say(*voyage("Anna", berth))
        harbour.relay.wake()
        await news.wait(60)
    stop.set()
    await running
    assert [position for position, _ in await harbour.published()] == [1, 2, 3]


async def test_a_commit_of_another_process_is_published_too(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL tells the relay; on SQLite, where there is one process, the sweep finds it."""
    if engines.POSTGRES:
        monkeypatch.setattr(relay, "SWEEP_SECONDS", 3600)
    news = await harbour.log.subscribe("test", [ShipMoved.topic])
    stop = asyncio.Event()
    running = asyncio.create_task(harbour.relay.run(stop))
    other = Database(harbour.database.engine.url.render_as_string(hide_password=False), Base.metadata)
    for berth in range(3):
        await Harbour(other, harbour.log).say(*voyage("Anna", berth))
        await news.wait(60)
    stop.set()
    await running
    await other.close()
    assert [position for position, _ in await harbour.published()] == [1, 2, 3]
