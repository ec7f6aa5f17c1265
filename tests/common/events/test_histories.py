"""Random histories of commits, relays that die, overlap and deliver late, and consumers: every event once, in order."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finsam_common.events import waiting
from finsam_common.events.relay import Relay
from tests import engines
from tests.common.events.harbour import Harbour, Quay, ShipArrived
from tests.common.events.lines import Fate, Line, expire_lease

SHIPS = 4
RELAYS = 3
FATES: list[Fate] = ["arrives", "lost", "unacknowledged", "late"]

relays = st.integers(0, RELAYS - 1)
happenings = st.one_of(
    st.tuples(st.just("commit"), st.lists(st.integers(0, SHIPS - 1), min_size=1, max_size=4)),
    st.tuples(st.just("step"), relays, st.lists(st.sampled_from(FATES), max_size=3)),
    st.tuples(st.just("arrive"), relays),
    st.tuples(st.just("kill"), relays),
    st.tuples(st.just("hear"), st.integers(1, 5)),
)
histories = st.lists(happenings, min_size=5, max_size=40)
runs = count()


class Crew:
    """Relays that each have a line of their own and all believe they hold the lease."""

    def __init__(self, harbour: Harbour) -> None:
        self._harbour = harbour
        self._lines = [Line(harbour.log.path) for _ in range(RELAYS)]
        self._relays = [self._new(line) for line in self._lines]
        self._under_way: dict[int, asyncio.Task[Any]] = {}

    async def step(self, n: int, fates: list[Fate]) -> None:
        """Let a relay work until it is done or what it sends is late."""
        if n in self._under_way:
            return
        await expire_lease(self._harbour.database)
        self._lines[n].fates = list(fates)
        task = self._under_way[n] = asyncio.create_task(self._relays[n].step())
        late = asyncio.create_task(self._lines[n].holding.wait())
        await asyncio.wait([task, late], return_when=asyncio.FIRST_COMPLETED)
        late.cancel()
        if task.done():
            await self._under_way.pop(n)

    async def arrive(self, n: int) -> None:
        """What is late arrives, and the relay goes on with what it has to do."""
        if n in self._under_way:
            self._lines[n].fates.clear()
            self._lines[n].release()
            await self._under_way.pop(n)

    async def kill(self, n: int) -> None:
        """A relay dies at whatever it is doing; another process takes its place."""
        if n in self._under_way:
            self._under_way[n].cancel()
            with suppress(asyncio.CancelledError):
                await self._under_way.pop(n)
        self._lines[n].holding.clear()
        self._relays[n] = self._new(self._lines[n])

    async def go_home(self) -> None:
        for n, line in enumerate(self._lines):
            await self.arrive(n)
            await line.close()

    def _new(self, line: Line) -> Relay:
        return Relay(self._harbour.database, line, "harbour", batch=2)


@settings(
    max_examples=10 if engines.POSTGRES else 50,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
async def test_every_event_is_heard_once_and_in_the_order_of_its_key(
    harbour: Harbour, quay: Quay, monkeypatch: pytest.MonkeyPatch, history: list[Any]
) -> None:
    monkeypatch.setattr(waiting, "FIRST_SECONDS", 0.0)
    run, crew = next(runs), Crew(harbour)
    said: dict[str, list[int]] = defaultdict(list)
    for what, *how in history:
        if what == "commit":
            arriving = []
            for ship in (f"{run}-{n}" for n in how[0]):
                said[ship].append(len(said[ship]))
                arriving.append(ShipArrived(ship=ship, berth=said[ship][-1]))
            await harbour.say(*arriving)
        elif what == "hear":
            await quay.another(batch=how[0]).consumer.step()
        else:
            await getattr(crew, what)(*how)
    await crew.go_home()
    await expire_lease(harbour.database)
    await Harbour(harbour.database, harbour.log).publish()
    await quay.settle()
    heard: dict[str, list[int]] = defaultdict(list)
    for ship, berth in await quay.greeted():
        if ship in said:
            heard[ship].append(berth)
    assert quay.consumer.stops == {}
    assert heard == said
