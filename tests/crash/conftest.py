"""The crash harness without a crash: the platform in one process gives the checker real evidence to be tried on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.cluster.crash.book import Request
from tests.cluster.crash.callers import Caller
from tests.cluster.crash.evidence import Evidence
from tests.cluster.crash.gathering import Platform
from tests.cluster.crash.offices import Office
from tests.cluster.crash.stewards import Steward
from tests.world import World, open_world

_gathered: list[Evidence] = []


@pytest.fixture
async def evidence(tmp_path: Path) -> Evidence:
    """What a short run leaves behind; made once, for nobody changes it."""
    if not _gathered:
        async with open_world(tmp_path) as world:
            _gathered.append(await short_run(world))
    return _gathered[0]


async def short_run(world: World) -> Evidence:
    """A steward and two offices, without a fault."""
    random, book = Random(1), list[Request]()

    async def token_of(who: str) -> str:
        return world.issuer.token_for(who)

    def caller(who: str) -> Caller:
        return Caller(world.anybody, token_of, who, book, random)

    steward = Steward(caller("steward"), random)
    federations = [await steward.form() for _ in range(2)]
    await steward.rename()
    await world.settle()
    offices = [Office(caller(f"federation:{each}"), each, random) for each in federations]
    for _ in range(4):
        await asyncio.gather(*(office.round() for office in offices))
    await world.settle()
    runtimes = [app.state.runtime for app in world.apps.values()]
    platform = Platform(
        [runtime.service for runtime in runtimes],
        {runtime.service.name: runtime.database for runtime in runtimes},
        runtimes[0].transport,
    )
    assert await platform.waiting() == []
    return await platform.evidence(book)
