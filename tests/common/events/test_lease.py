"""The lease: of several relays one publishes, and another soon after it has stopped or cannot reach the log."""

import asyncio
from unittest.mock import AsyncMock

import pytest

from finsam_common.events import relay
from finsam_common.events.lease import Lease
from finsam_common.events.relay import Relay
from tests.common.events.harbour import Harbour
from tests.common.events.lines import Line
from tests.common.events.test_relay import rest, voyage


async def test_only_the_holder_of_the_lease_publishes(harbour: Harbour) -> None:
    second = Relay(harbour.database, harbour.log, "harbour")
    await harbour.relay.step()
    await harbour.say(*voyage("Anna", 1))
    await rest(second)
    assert await harbour.published() == []
    await harbour.relay.close()
    await rest(second)
    assert await harbour.published() == [(1, "Anna")]


async def test_who_cannot_reach_the_log_leaves_the_work_to_another(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its database it does reach: so it would keep the lease, and nobody would publish."""
    monkeypatch.setattr(relay, "ISOLATED_SECONDS", 0.0)
    line = Line(harbour.log.path, "lost")
    isolated = Relay(harbour.database, line, "harbour")
    await harbour.say(*voyage("Anna", 1))
    await rest(isolated)
    assert await harbour.published() == []
    await harbour.publish()
    assert await harbour.published() == [(1, "Anna")]
    await line.close()


async def test_a_lease_runs_out_by_the_databases_clock(harbour: Harbour) -> None:
    holder = Lease(harbour.database, "watch", seconds=0)
    assert await holder.held()
    await asyncio.sleep(0.01)
    assert await Lease(harbour.database, "watch", seconds=60).held()
    assert not await Lease(harbour.database, "watch", seconds=60).held()


async def test_a_relay_that_stops_gives_its_lease_back(harbour: Harbour) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(harbour.relay.run(stop))
    await harbour.say(*voyage("Anna", 1))
    stop.set()
    await running
    await rest(Relay(harbour.database, harbour.log, "harbour"))
    assert await harbour.published() == [(1, "Anna")]


async def test_commits_do_not_have_a_relay_ask_for_a_lease_that_another_holds(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harbour.say(*voyage("Anna", 1))
    await harbour.publish()
    other, stop = Relay(harbour.database, harbour.log, "harbour"), asyncio.Event()
    asked = AsyncMock(return_value=False)
    monkeypatch.setattr(other._lease, "_take", asked)
    running = asyncio.create_task(other.run(stop))
    for _ in range(50):
        other.wake()
        await asyncio.sleep(0.002)
    stop.set()
    await running
    assert asked.await_count == 1
