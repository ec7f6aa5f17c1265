"""Replay: the tables made anew are the tables, and take their place between two statements of anybody."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection, inspect, update

from finsam_common.db import Database
from finsam_common.events.inbox import Inbox
from finsam_common.events.replay import CannotRebuildError, Swap, rebuild
from finsam_contracts import Event
from tests import engines
from tests.common.events.harbour import (
    BAD_BERTH,
    SHIPS,
    TOPIC,
    Harbour,
    Quay,
    ShipArrived,
    ShipLeft,
    ShipMoved,
    berthing,
    copied,
    ships,
)
from tests.common.events.voyages import Voyage, of_a_new_fleet, voyages
from tests.common.writes.test_races import postgres

FLEET = [f"ship {n}" for n in range(20)]


async def sail(harbour: Harbour, quay: Quay, *events: Event) -> None:
    await harbour.say(*(events or [ShipArrived(ship=ship, berth=1) for ship in FLEET]))
    await harbour.publish()
    await quay.settle()


def _schema(connection: Connection) -> list[object]:
    found = inspect(connection)
    return [
        (
            table,
            sorted((index["name"], *index["column_names"]) for index in found.get_indexes(table)),
            found.get_pk_constraint(table)["name"],
            [column["name"] for column in found.get_columns(table)],
        )
        for table in sorted(found.get_table_names())
    ]


async def schema(database: Database) -> list[object]:
    """Tables with the names of their indexes, keys and columns, as the database has them."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_schema)


async def tamper(quay: Quay) -> None:
    async with quay.database.write() as uow:
        await uow.execute(update(SHIPS).where(SHIPS.c.name == "ship 7").values(berth=99))


@settings(
    max_examples=8 if engines.POSTGRES else 12,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(voyage=voyages)
async def test_a_replayed_projection_equals_the_live_one_byte_for_byte(
    harbour: Harbour, quay: Quay, voyage: Voyage
) -> None:
    here = quay.another(ships(greets=False), batch=7)
    await sail(harbour, here, ShipArrived(ship="Anna", berth=1), *of_a_new_fleet(voyage))
    live, parked = await here.bytes_of(), await here.parked()
    (compared,) = await rebuild(here.database, here.log, here.set, batch=3)
    assert compared.equal
    assert (compared.live, compared.shadow) == (len(live), len(live))
    assert await here.bytes_of() == live
    assert await here.parked() == parked


async def test_a_replay_reacts_to_nothing_and_the_live_set_goes_on_reacting(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    await rebuild(quay.database, quay.log, quay.set)
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=2))
    assert len(await quay.greeted()) == len(FLEET) + 1


async def test_a_swap_leaves_names_as_they_were_and_nothing_behind(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    before = await schema(quay.database)
    for _ in range(2):
        await rebuild(quay.database, quay.log, quay.set)
        assert await schema(quay.database) == before
    assert {row["projection_set"] for row in await quay.rows_of("inbox")} == {"ships"}


async def test_a_changed_set_is_rebuilt_before_it_hears_on(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    changed = ships(version=2)
    changed.project(ShipArrived)(lambda heard: [])
    here = quay.another(changed)
    await tamper(quay)
    await sail(harbour, here, ShipArrived(ship="Anna", berth=2))
    assert (await here.berths())["ship 7"] == 1
    assert {row["version"] for row in await here.rows_of("inbox")} == {2}
    assert len(await here.greeted()) == len(FLEET) + 1


@pytest.mark.parametrize(("swap", "healed"), [("always", True), ("when-equal", False), ("never", False)])
async def test_a_difference_is_found_and_named(harbour: Harbour, quay: Quay, swap: Swap, healed: bool) -> None:
    await sail(harbour, quay)
    await tamper(quay)
    (compared,) = await rebuild(quay.database, quay.log, quay.set, swap=swap)
    assert (compared.only_live, compared.only_shadow, compared.first) == (1, 1, ("ship 7",))
    assert (await quay.berths())["ship 7"] == (1 if healed else 99)


@postgres
async def test_a_row_that_is_replaced_while_it_is_waited_for_is_looked_for_anew(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    await harbour.say(ShipLeft(ship=FLEET[-1]))
    await harbour.publish()
    inbox = Inbox(quay.set.name)
    async with quay.database.write() as uow:
        cursors = await inbox.all(uow)
        await inbox.clear(uow)
        for partition, cursor in cursors.items():
            await inbox.open(uow, [partition], cursor)
        hearing = asyncio.create_task(quay.settle())
        await engines.until_somebody_waits(quay.database)
    await hearing
    assert set(await quay.berths()) == set(FLEET[:-1])


async def test_the_live_set_may_go_on_while_it_is_rebuilt(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)

    async def go_on() -> None:
        for berth in range(2, 12):
            await sail(harbour, quay, *(ShipMoved(ship=ship, berth=berth) for ship in FLEET[:5]))

    await asyncio.gather(go_on(), rebuild(quay.database, quay.log, quay.set, batch=2))
    await sail(harbour, quay, ShipLeft(ship=FLEET[-1]))
    assert await quay.berths() == dict.fromkeys(FLEET[:-1], 1) | dict.fromkeys(FLEET[:5], 11)
    assert len(await quay.greeted()) == len(FLEET)


async def test_readers_notice_nothing(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    done = asyncio.Event()

    async def read_on() -> int:
        reads = 0
        while not done.is_set():
            assert len(await quay.berths()) == len(FLEET)
            reads += 1
        return reads

    readers = [asyncio.create_task(read_on()) for _ in range(3)]
    for _ in range(5):
        await rebuild(quay.database, quay.log, quay.set)
    done.set()
    assert min(await asyncio.gather(*readers)) > 0


async def test_a_recorded_skip_holds_in_a_replay(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=BAD_BERTH), ShipArrived(ship="Bore", berth=1))
    await quay.consumer.skip("ships", TOPIC, "Anna", "there is no berth 13", "Maja")
    here = quay.another(ships(built=[BAD_BERTH]))
    (compared,) = await rebuild(here.database, here.log, here.set)
    assert compared.equal
    assert await here.berths() == {"Bore": 1}


async def test_a_break_that_was_looked_into_holds_up_no_replay(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(*(ShipMoved(ship="Anna", berth=berth) for berth in range(3)), ShipArrived(ship="Anna", berth=5))
    await harbour.publish()
    lossy = await copied(harbour.log, "lossy.db", lambda record: record.offset != 1)
    here = Quay(quay.database, lossy)
    await here.settle()
    await here.consumer.resume("ships", berthing("Anna"), "nobody needs berth 1", "Maja")
    await here.settle()
    (compared,) = await rebuild(here.database, lossy, here.set)
    assert (compared.live, compared.equal) == (1, True)
    await lossy.close()


async def test_what_is_parked_stays_parked_and_is_drained_as_before(harbour: Harbour, quay: Quay) -> None:
    here = quay.another(ships(greets=False))
    await sail(harbour, here, ShipArrived(ship="Anna", berth=BAD_BERTH), ShipMoved(ship="Anna", berth=2))
    await rebuild(here.database, here.log, here.set)
    assert await here.parked() == [("Anna", "handler-failed"), ("Anna", "behind")]
    repaired = quay.another(ships(built=[BAD_BERTH], greets=False))
    await repaired.consumer.retry("ships", TOPIC, "Anna")
    assert await here.berths() == {"Anna": 2}


async def test_a_parked_event_that_waits_for_its_answer_is_not_swapped_away(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=BAD_BERTH))
    with pytest.raises(CannotRebuildError, match="wait for their answers"):
        await rebuild(quay.database, quay.log, ships(built=[BAD_BERTH]))
    assert await quay.berths() == {}
    assert await quay.parked() == [("Anna", "handler-failed")]


async def test_a_log_that_does_not_reach_is_refused_and_the_live_tables_stand(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    short = await copied(harbour.log, "short.db", lambda record: record.offset == 0)
    before = await schema(quay.database)
    with pytest.raises(CannotRebuildError, match="ends before offset"):
        await rebuild(quay.database, short, quay.set)
    assert len(await quay.berths()) == len(FLEET)
    assert await schema(quay.database) == before
    await short.close()


async def test_two_rebuilds_at_once_are_one(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay)
    done = await asyncio.gather(
        *(rebuild(quay.database, quay.log, quay.set, batch=1) for _ in range(2)), return_exceptions=True
    )
    assert sorted(isinstance(each, CannotRebuildError) for each in done) == [False, True]
    assert len(await quay.berths()) == len(FLEET)
