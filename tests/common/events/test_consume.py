"""Hearing: every event once in effect, in the order of its key, whatever comes twice or between."""

import asyncio

import pytest

from tests.common.events.harbour import Harbour, Quay, ShipArrived, ShipLeft, ShipMoved, TideTurned, berthing


async def hear(harbour: Harbour, quay: Quay) -> None:
    await harbour.publish()
    await quay.settle()


async def test_what_happened_there_is_known_here(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1), ShipArrived(ship="Bore", berth=2))
    await harbour.say(ShipMoved(ship="Anna", berth=3), ShipLeft(ship="Bore"))
    await hear(harbour, quay)
    assert await quay.berths() == {"Anna": 3}


async def test_what_was_rolled_back_there_is_never_heard(harbour: Harbour, quay: Quay) -> None:
    async def give_up() -> None:
        async with harbour.database.write() as uow:
            uow.emit(ShipArrived(ship="Anna", berth=1))
            await uow.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await give_up()
    await hear(harbour, quay)
    assert await quay.berths() == {}


async def test_the_same_event_twice_has_one_effect(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1), ShipLeft(ship="Anna"))
    await harbour.publish()
    again = await harbour.log.fetch(*berthing("Anna"), 0, 10)
    await harbour.log.publish(*berthing("Anna"), again)
    await quay.settle()
    await harbour.log.publish(*berthing("Anna"), again)
    await quay.settle()
    assert await quay.berths() == {}
    assert await quay.greeted() == [("Anna", 1)]


async def test_a_reaction_sees_its_event_and_what_came_before_but_nothing_later(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1), ShipArrived(ship="Anna", berth=2))
    await hear(harbour, quay)
    assert await quay.greeted() == [("Anna", 1), ("Anna", 2)]


async def test_types_that_nobody_hears_are_passed_over(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(TideTurned(ship="Anna"))
    await hear(harbour, quay)
    assert await quay.berths() == {}
    assert await quay.parked() == []
    assert sorted(row["offset"] for row in await quay.rows_of("inbox")) == [0, 0, 1]


async def test_two_consumers_of_one_partition_never_both_apply(harbour: Harbour, quay: Quay) -> None:
    fleet = [f"ship {n}" for n in range(60)]
    await harbour.say(*(ShipArrived(ship=ship, berth=50 + n) for n, ship in enumerate(fleet)))
    await harbour.publish()
    await asyncio.gather(*(quay.another(batch=batch).settle() for batch in (3, 7, 10)))
    assert len(await quay.berths()) == 60
    assert sorted(ship for ship, _ in await quay.greeted()) == sorted(fleet)


async def test_a_consumer_that_was_overtaken_goes_on_where_the_other_is(harbour: Harbour, quay: Quay) -> None:
    slow, fast = quay.another(), quay.another()
    await slow.settle()
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await hear(harbour, fast)
    await slow.settle()
    await harbour.say(ShipMoved(ship="Anna", berth=2))
    await hear(harbour, slow)
    assert await quay.berths() == {"Anna": 2}
    assert await quay.greeted() == [("Anna", 1)]
