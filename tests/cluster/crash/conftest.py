"""One cluster for all crashes, and one book: the checker must know of everything that anybody sent to it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest

from finsam_cluster.cluster import Cluster
from finsam_cluster.kafka import ADMINISTRATOR
from finsam_cluster.ports import is_free
from finsam_cluster.topology import Topology
from finsam_common.db import Database
from finsam_common.service import installed
from finsam_common.transports import KafkaLog
from tests.cluster.crash.book import Request
from tests.cluster.crash.crew import Crew
from tests.cluster.crash.gathering import Platform


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The whole cluster; its parts are ours to kill. It is kept when FINSAM_CRASH_FOLDER says where."""
    kept = os.environ.get("FINSAM_CRASH_FOLDER")
    folder = Path(kept or mkdtemp(prefix="finsam-crash-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL's own user goes through it
    with Cluster(folder, _beside_others()) as cluster:
        yield cluster
    if not kept:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def book() -> list[Request]:
    """Everything that was asked of the cluster."""
    return []


@pytest.fixture(scope="session")
def seed() -> int:
    """What all chance comes from: FINSAM_CRASH_SEED, or drawn."""
    return int(os.environ.get("FINSAM_CRASH_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture(scope="session")
def kills() -> int:
    """How many kills: FINSAM_CRASH_KILLS, or 30."""
    return int(os.environ.get("FINSAM_CRASH_KILLS") or 30)


@pytest.fixture
async def platform(cluster: Cluster) -> AsyncIterator[Platform]:
    """The cluster's databases and log, for the checker to read."""
    services = installed()
    async with AsyncExitStack() as stack:
        databases = {}
        for service in services:
            databases[service.name] = Database(cluster.postgres.url_of(service.name), service.metadata, pool_size=2)
            stack.push_async_callback(databases[service.name].close)
        log = KafkaLog(cluster.kafka.client_url(ADMINISTRATOR))
        stack.push_async_callback(log.close)
        yield Platform(services, databases, log)


@pytest.fixture
async def crew(cluster: Cluster, book: list[Request], seed: int) -> AsyncIterator[Crew]:
    """The clients of the cluster."""
    async with Crew(cluster.url, cluster.clients.token, book, seed) as crew:
        yield crew


def _beside_others() -> Topology:
    """Ports that nobody has, also not another cluster."""
    while True:
        topology = Topology.load(random.randrange(500, 12_000, 100))
        kafka = topology.port("kafka")
        if all(map(is_free, [*topology.ports.values(), *range(kafka, kafka + 12)])):
            return topology
