"""Known time: a moment is past when nothing that was known then can still arrive."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from finsam_common.events.known import FactsNotArrived, KnownTime
from tests.common.events.harbour import BAD_BERTH, TOPIC, Harbour, Quay, ShipArrived, ShipMoved, berthing, ships

NOON = datetime(2025, 1, 22, 12, tzinfo=UTC)
EVERYWHERE = [ShipArrived(ship=f"ship {n}", berth=1) for n in range(9)]
"""An event in every partition, and more."""


class Clock:
    """One clock for the log and for those who ask; it stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def nanoseconds(self) -> int:
        return int(self.now.timestamp()) * 10**9

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(harbour: Harbour) -> Clock:
    clock = Clock()
    harbour.log._clock = clock.nanoseconds
    return clock


@pytest.fixture
def known(quay: Quay, clock: Clock) -> KnownTime:
    return KnownTime(quay.database, quay.log, [quay.set], skew=1, clock=lambda: clock.now)


async def sail(harbour: Harbour, quay: Quay, *events: ShipArrived | ShipMoved) -> None:
    await harbour.say(*events)
    await harbour.publish()
    await quay.settle()


async def test_known_at_is_when_the_log_took_it(harbour: Harbour, quay: Quay, clock: Clock) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    clock.move(hours=3)
    await harbour.publish()
    clock.move(hours=1)
    await quay.settle()
    assert [row["known_at"] for row in await quay.rows_of("ships")] == [NOON + timedelta(hours=3)]


async def test_a_moment_is_past_when_an_event_later_than_it_was_applied_everywhere(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    clock.move(seconds=10)
    await sail(harbour, quay, *EVERYWHERE)
    assert await known.is_past(NOON + timedelta(seconds=9))
    assert not await known.is_past(NOON + timedelta(seconds=10))


async def test_a_moment_is_past_when_all_that_the_log_held_after_it_was_applied(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=1))
    moment = clock.now
    clock.move(seconds=1)
    assert not await known.is_past(moment)
    clock.move(seconds=0.5)
    assert await known.is_past(moment)


async def test_a_moment_is_not_past_while_something_waits_in_the_log(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    await sail(harbour, quay, *EVERYWHERE)
    await harbour.say(ShipMoved(ship="ship 1", berth=2))
    await harbour.publish()
    moment = clock.now
    clock.move(minutes=1)
    assert not await known.is_past(moment)
    await quay.settle()
    assert await known.is_past(moment)


async def test_a_moment_is_not_past_while_something_known_then_is_parked(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    before = clock.now
    clock.move(minutes=1)
    await sail(harbour, quay, *EVERYWHERE, ShipArrived(ship="Anna", berth=BAD_BERTH))
    moment = clock.now
    clock.move(minutes=1)
    await sail(harbour, quay, *[ShipMoved(ship=event.ship, berth=2) for event in EVERYWHERE])
    clock.move(minutes=1)
    assert await known.is_past(before)
    assert not await known.is_past(moment)
    await quay.consumer.skip("ships", TOPIC, "Anna", "there is no berth 13", "Maja")
    assert await known.is_past(moment)


async def test_a_moment_is_not_past_before_a_set_is_what_its_version_says(
    harbour: Harbour, quay: Quay, clock: Clock
) -> None:
    await sail(harbour, quay, *EVERYWHERE)
    changed = quay.another(ships(version=2))
    known = KnownTime(quay.database, quay.log, [changed.set], skew=1, clock=lambda: clock.now)
    moment = clock.now
    clock.move(minutes=1)
    assert not await known.is_past(moment)
    await changed.settle()
    assert await known.is_past(moment)


async def test_a_set_that_never_listened_is_past_only_an_empty_log(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    await quay.log.provision(quay.set.topics)
    moment = clock.now
    clock.move(minutes=1)
    assert await known.is_past(moment)
    await harbour.say(*EVERYWHERE)
    await harbour.publish()
    assert not await known.is_past(moment)


async def test_no_moment_is_past_a_log_that_is_not_there_yet(clock: Clock, known: KnownTime) -> None:
    moment = clock.now
    clock.move(minutes=1)
    assert not await known.is_past(moment)


async def test_waiting_ends_when_the_moment_is_past(harbour: Harbour, quay: Quay) -> None:
    await sail(harbour, quay, *EVERYWHERE)
    known = KnownTime(quay.database, quay.log, [quay.set], skew=0)
    await known.wait_past(datetime.now(UTC))


@pytest.mark.parametrize(
    "ask",
    [
        lambda known, moment: known.wait_past(moment, timeout=0),
        lambda known, moment: known.require_past(moment),
    ],
)
async def test_facts_that_have_not_arrived_are_a_problem_to_come_back_for(
    known: KnownTime, clock: Clock, quay: Quay, ask: Callable[..., object]
) -> None:
    await quay.log.provision(quay.set.topics)
    with pytest.raises(FactsNotArrived) as caught:
        await ask(known, clock.now)  # type: ignore[misc]
    assert (caught.value.status, caught.value.code) == (503, "facts-not-arrived")
    assert caught.value.retry_after is not None


async def test_what_is_selected_up_to_a_past_moment_never_changes(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    """Events that the log takes at the very moment are in; those of any later one are not."""
    await sail(harbour, quay, *EVERYWHERE)
    moment = clock.now
    clock.move(seconds=1.5)
    assert await known.is_past(moment)
    selected = [row for row in await quay.rows_of("ships") if row["known_at"] <= moment]
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=1))
    assert [row for row in await quay.rows_of("ships") if row["known_at"] <= moment] == selected


async def test_the_evidence_says_how_far_was_heard_and_what_was_skipped(
    harbour: Harbour, quay: Quay, clock: Clock, known: KnownTime
) -> None:
    await sail(harbour, quay, *EVERYWHERE, ShipArrived(ship="Anna", berth=BAD_BERTH))
    await quay.consumer.skip("ships", TOPIC, "Anna", "there is no berth 13", "Maja")
    async with quay.database.read() as read:
        evidence = json.loads(json.dumps(await known.evidence(read)))
    assert sum(each["offset"] for each in evidence["offsets"]) == 10
    assert {each["projectionSet"] for each in evidence["offsets"]} == {"ships"}
    assert max(each["position"] for each in evidence["offsets"]) == 10
    assert all(each["knownAt"] == "2025-01-22T12:00:00Z" for each in evidence["offsets"])
    (skipped,) = evidence["skipped"]
    assert (skipped["partition"], skipped["reason"], skipped["decidedBy"]) == (
        berthing("Anna").number,
        "there is no berth 13",
        "Maja",
    )
    assert evidence["resumed"] == []


async def test_known_times_stand_still_when_the_logs_clock_goes_back(
    harbour: Harbour, quay: Quay, clock: Clock
) -> None:
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=1))
    clock.move(hours=-1)
    await sail(harbour, quay, ShipArrived(ship="Anna", berth=2))
    assert [row["known_at"] for row in await quay.rows_of("ships")] == [NOON]
