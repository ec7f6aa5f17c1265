"""A process dies exactly between two steps: what is half done is seen, and nothing comes of it but a repetition."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import pytest

from finsam_cluster.cluster import Cluster
from finsam_cluster.programs import Program
from finsam_cluster.topology import LOOPBACK, ROOT
from finsam_followup.interventions.queries import INTERVENTIONS
from tests.cluster.crash.book import Request
from tests.cluster.crash.checking import check, told
from tests.cluster.crash.crew import Crew
from tests.cluster.crash.failing import MARK, POINTS, last_words
from tests.cluster.crash.gathering import Platform
from tests.cluster.crash.moments import confirmed_offsets, heard_offsets, moment_of

PATIENCE_SECONDS: Final = 150.0

STORED: Final = {"stored": 1}
NOT_PUBLISHED: Final = STORED | {"logged": 0, "marked": False, "projected": 0}
LOGGED: Final = STORED | {"numbered": True, "logged": 1}
NO_EFFECT: Final = LOGGED | {"projected": 0, "heard": False}
AT_DEATH: Final[dict[str, dict[str, Any]]] = {
    "after-commit-before-answer": STORED,
    "after-commit-before-publish": NOT_PUBLISHED | {"numbered": False},
    "after-numbering-before-publish": NOT_PUBLISHED | {"numbered": True},
    "after-publish-before-mark": LOGGED | {"marked": False},
    "after-effect-before-inbox": NO_EFFECT,
    "after-inbox-before-commit": NO_EFFECT,
    "after-commit-before-offset": LOGGED | {"projected": 1, "heard": True, "confirmed": False},
}
"""What must be seen of the event when the process is dead."""

TWICE_IN_THE_LOG: Final = {"after-publish-before-mark"}
HEARING: Final = {point for point, seam in POINTS.items() if seam.owner in ("Inbox", "AIOKafkaConsumer")}


def test_every_point_is_tried() -> None:
    assert AT_DEATH.keys() == POINTS.keys()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", POINTS)
async def test_a_death_at_the_boundary_loses_and_doubles_nothing(
    point: str, cluster: Cluster, platform: Platform, crew: Crew, book: list[Request]
) -> None:
    (office,) = await crew.open_offices(1)
    await office.one_by_one()
    await platform.settled()
    await eventually(lambda: all_confirmed(platform, cluster))
    async with doomed(cluster, "reporting" if point in HEARING else "followup", point) as process:
        registering = asyncio.create_task(office.register())
        await eventually(lambda: is_dead(process))
        assert process.tail(1) == last_words(point)
        request = book[-1]
        answered = bool(request.answers)
        seen = await moment_of(intervention_of(request), platform, cluster.kafka, book)
    assert asdict(seen) | AT_DEATH[point] == asdict(seen)
    if point == "after-commit-before-answer":
        assert not answered

    await registering
    await platform.settled()
    after = await moment_of(intervention_of(request), platform, cluster.kafka, book)
    assert (after.stored, after.projected) == (1, 1)
    assert after.logged == (2 if point in TWICE_IN_THE_LOG else 1)
    found = check(await platform.evidence(book))
    assert found == [], told(found)


@asynccontextmanager
async def doomed(cluster: Cluster, service: str, point: str) -> AsyncIterator[Program]:
    """A process that dies at a point instead of a service's replicas, which come back at the end."""
    first, *others = (one for one in cluster.topology.replicas if one.service == service)
    replicas = [cluster.replicas[one.name] for one in (first, *others)]
    for replica in replicas:
        await asyncio.to_thread(replica.stop)
    own = {"HOST": LOOPBACK, "PORT": str(first.port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", MARK, point, "serve", service]
    ready = f"http://{LOOPBACK}:{first.port}/readyz"
    environment = {**cluster.environment(service), **own}
    process = Program(f"doomed-{service}", cluster.folder, command, MARK, environment=environment, ready=ready)
    process.start()
    try:
        await asyncio.to_thread(process.wait, PATIENCE_SECONDS)
        yield process
    finally:
        await asyncio.to_thread(process.kill)
        for replica in replicas:
            replica.start()
        for replica in replicas:
            await asyncio.to_thread(replica.wait, PATIENCE_SECONDS)


async def all_confirmed(platform: Platform, cluster: Cluster) -> bool:
    """Reporting has told Kafka how far it has come: what is told later is of what comes later."""
    confirmed = await confirmed_offsets(cluster.kafka)
    return all(confirmed.get(at, 0) >= offset for at, offset in (await heard_offsets(platform)).items())


async def is_dead(process: Program) -> bool:
    return process.pid is None


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await holds():
        assert time.monotonic() < deadline, "it has not come about"
        await asyncio.sleep(0.2)


def intervention_of(request: Request) -> UUID:
    """The id that the intervention of a request gets."""
    (body,) = request.bodies
    return INTERVENTIONS.id_of(UUID(body["federationId"]), body["externalId"])
