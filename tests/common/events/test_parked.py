"""Parked events: one that cannot be applied holds up its key and nothing else, and nothing is lost or reordered."""

import asyncio
from typing import Any

import pytest

from finsam_common.events.consume import Drained
from finsam_common.events.reading import Reason, Trouble
from tests.common.events.harbour import (
    BAD_BERTH,
    TOPIC,
    Harbour,
    Quay,
    ShipArrived,
    ShipLeft,
    ShipMoved,
    ShipMovedFar,
    berthing,
    ships,
)

NEIGHBOURS = [ship for ship in (f"ship {n}" for n in range(30)) if berthing(ship) == berthing("Anna")]
"""Ships whose events are in one partition with Anna's."""


def arrivals(*names: str, berth: int = 1) -> list[ShipArrived]:
    return [ShipArrived(ship=name, berth=berth) for name in names]


async def poisoned(harbour: Harbour, quay: Quay) -> None:
    """Anna's arrival cannot be applied; her move follows; neighbours are before, between and behind."""
    first, second, third = NEIGHBOURS[:3]
    await harbour.say(*arrivals(first), ShipArrived(ship="Anna", berth=BAD_BERTH), *arrivals(second))
    await harbour.say(ShipMoved(ship="Anna", berth=2), ShipMoved(ship=first, berth=5), *arrivals(third))
    await harbour.publish()
    await quay.settle()


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_a_poison_event_parks_its_key_and_nothing_else(harbour: Harbour, quay: Quay, batch: int) -> None:
    here = quay.another(batch=batch)
    await poisoned(harbour, here)
    first, second, third = NEIGHBOURS[:3]
    assert await here.berths() == {first: 5, second: 1, third: 1}
    assert [ship for ship, _ in await here.greeted()] == [first, second, third]
    assert await here.parked() == [("Anna", "handler-failed"), ("Anna", "behind")]


async def test_what_is_parked_says_why_and_never_what(harbour: Harbour, quay: Quay) -> None:
    await poisoned(harbour, quay)
    parked = (await quay.consumer.parked("ships"))[0]
    assert (parked.reason, parked.error, parked.type) == (
        Reason.HANDLER_FAILED,
        "NoSuchBerth",
        "harbour.ship-arrived.v1",
    )


async def test_later_events_of_a_parked_key_park_behind_it_in_later_batches(harbour: Harbour, quay: Quay) -> None:
    await poisoned(harbour, quay)
    await harbour.say(ShipLeft(ship="Anna"), *arrivals(NEIGHBOURS[3]))
    await harbour.publish()
    await quay.settle()
    assert [reason for _, reason in await quay.parked()] == ["handler-failed", "behind", "behind"]
    assert NEIGHBOURS[3] in await quay.berths()


async def test_a_refused_reaction_takes_its_events_effect_back(harbour: Harbour, quay: Quay) -> None:
    """Vasa cannot be greeted."""
    await harbour.say(*arrivals(NEIGHBOURS[0], "Vasa", NEIGHBOURS[1]))
    await harbour.publish()
    await quay.settle()
    assert "Vasa" not in await quay.berths()
    assert {ship for ship, _ in await quay.greeted()} == {NEIGHBOURS[0], NEIGHBOURS[1]}
    assert await quay.parked() == [("Vasa", "handler-failed")]


async def test_a_value_that_the_database_refuses_is_the_events_own_fault(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(*arrivals(NEIGHBOURS[0]), ShipArrived(ship="Anna", berth=1000), *arrivals(NEIGHBOURS[1]))
    await harbour.publish()
    await quay.settle()
    assert set(await quay.berths()) == set(NEIGHBOURS[:2])
    ((key, reason),) = await quay.parked()
    assert (key, reason) == ("Anna", "refused-by-database")


async def test_a_newer_version_is_parked_until_this_one_is_newer_too(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(*arrivals("Anna"), ShipMovedFar(ship="Anna", harbour="Luleå"), ShipMoved(ship="Anna", berth=2))
    await harbour.publish()
    await quay.settle()
    assert await quay.parked() == [("Anna", "newer-version"), ("Anna", "behind")]
    assert await quay.berths() == {"Anna": 1}

    upgraded = ships()
    upgraded.project(ShipMovedFar)(lambda heard: [])
    here = quay.another(upgraded)
    assert await here.consumer.retry("ships", TOPIC, "Anna") == Drained(2, 0)
    assert await quay.berths() == {"Anna": 2}


async def test_a_retry_drains_a_key_in_order(harbour: Harbour, quay: Quay) -> None:
    await poisoned(harbour, quay)
    repaired = quay.another(ships(built=[BAD_BERTH]))
    assert await repaired.consumer.retry("ships", TOPIC, "Anna") == Drained(2, 0)
    assert (await quay.berths())["Anna"] == 2
    assert ("Anna", BAD_BERTH) in await quay.greeted()
    assert await quay.parked() == []


async def test_a_retry_stops_at_what_still_cannot_be_applied(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=BAD_BERTH), ShipMoved(ship="Anna", berth=2))
    await harbour.say(ShipMovedFar(ship="Anna", harbour="Luleå"), ShipLeft(ship="Anna"))
    await harbour.publish()
    await quay.settle()
    assert await quay.consumer.retry("ships", TOPIC, "Anna") == Drained(
        0, 4, Trouble(Reason.HANDLER_FAILED, "NoSuchBerth")
    )
    repaired = quay.another(ships(built=[BAD_BERTH]))
    assert await repaired.consumer.retry("ships", TOPIC, "Anna") == Drained(2, 2, Trouble(Reason.NEWER_VERSION))
    assert await quay.berths() == {"Anna": 2}
    assert await quay.parked() == [("Anna", "newer-version"), ("Anna", "behind")]


async def test_a_drained_key_is_heard_as_before(harbour: Harbour, quay: Quay) -> None:
    await poisoned(harbour, quay)
    repaired = quay.another(ships(built=[BAD_BERTH]))
    await repaired.consumer.retry("ships", TOPIC, "Anna")
    await harbour.say(ShipMoved(ship="Anna", berth=9))
    await harbour.publish()
    await repaired.settle()
    assert (await quay.berths())["Anna"] == 9


async def test_retrying_what_is_not_parked_does_nothing(quay: Quay) -> None:
    assert await quay.consumer.retry("ships", TOPIC, "Anna") == Drained(0, 0)


async def test_a_skip_is_recorded_and_the_rest_follows_at_the_next_retry(harbour: Harbour, quay: Quay) -> None:
    await poisoned(harbour, quay)
    given_up = await quay.consumer.skip("ships", TOPIC, "Anna", "there is no berth 13", "Maja")
    assert given_up is not None
    assert given_up.reason == Reason.HANDLER_FAILED
    (skipped,) = await quay.rows_of("skipped")
    assert (skipped["event_id"], skipped["reason"], skipped["decided_by"]) == (
        given_up.event_id,
        "there is no berth 13",
        "Maja",
    )
    assert await quay.parked() == [("Anna", "behind")]
    assert await quay.consumer.retry("ships", TOPIC, "Anna") == Drained(1, 0)
    assert "Anna" not in await quay.berths()


async def test_skipping_what_is_not_parked_does_nothing(quay: Quay) -> None:
    assert await quay.consumer.skip("ships", TOPIC, "Anna", "by mistake", "Maja") is None
    assert await quay.rows_of("skipped") == []


async def test_events_that_arrive_while_a_key_is_drained_neither_overtake_nor_get_lost(
    harbour: Harbour, quay: Quay
) -> None:
    await poisoned(harbour, quay)
    repaired = quay.another(ships(built=[BAD_BERTH]))
    for berth in range(20, 40):
        await harbour.say(ShipMoved(ship="Anna", berth=berth))
    await harbour.publish()
    hearing = quay.another(ships(built=[BAD_BERTH]), batch=1)

    async def drain() -> Any:
        return [await repaired.consumer.retry("ships", TOPIC, "Anna") for _ in range(5)]

    await asyncio.gather(hearing.settle(), drain())
    await repaired.consumer.retry("ships", TOPIC, "Anna")
    assert (await quay.berths())["Anna"] == 39
    assert await quay.parked() == []


async def test_a_lost_connection_is_nobodys_fault_and_parks_nothing(harbour: Harbour, quay: Quay) -> None:
    unlucky = [ConnectionResetError()]
    here = quay.another(ships(greets=False))
    here.set.project(ShipArrived)(lambda heard: [] if not unlucky else (_ for _ in ()).throw(unlucky.pop()))
    await harbour.say(*arrivals("Anna"))
    await harbour.publish()
    await here.settle()
    assert await here.berths() == {}
    assert await here.parked() == []
    while not await here.berths():
        await asyncio.sleep(0.05)
        await here.consumer.step()
    assert await here.berths() == {"Anna": 1}
