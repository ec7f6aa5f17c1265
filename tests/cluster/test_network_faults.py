"""Brokers that are cut off or slow, under load: nothing is lost, doubled or taken for true that is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from finsam_cluster.kafka import BROKERS, Kafka, Listener
from finsam_cluster.ports import draw
from finsam_common.transports import KafkaLog, TransportUnavailable
from tests.cluster.administration import leader
from tests.cluster.figures import figures
from tests.cluster.harbour import Port, at_work, eventually, fleet, open_port, tell
from tests.cluster.load import all_in_sync, all_published, heard_of, under_load, waits
from tests.cluster.straits import CLIENTS, Pace, Straits, straits_of
from tests.common.events.harbour import TOPIC, ShipArrived

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""aiokafka leaves the sockets of attempts that were given up to the garbage collector."""
ALL_BROKERS = range(1, BROKERS + 1)
EVERYBODY = (CLIENTS, *ALL_BROKERS)
"""Who is cut off from these is alone."""


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kafka, Straits]]:
    """Three brokers, and the straits between them."""
    ways = BROKERS * len(Listener)
    first = draw(2 * ways)
    kafka = Kafka(tmp_path_factory.mktemp("sea"), first, first + ways)
    with straits_of(kafka) as straits, kafka:
        yield kafka, straits


@pytest.fixture
def straits(sea: tuple[Kafka, Straits]) -> Iterator[Straits]:
    """Clear water before a test and after it."""
    kafka, straits = sea
    yield straits
    straits.clear()
    kafka.wait()


@pytest.fixture
async def port(sea: tuple[Kafka, Straits], straits: Straits, tmp_path: Path) -> AsyncIterator[Port]:
    async with open_port(sea[0], tmp_path) as port:
        yield port


@pytest.mark.timeout(240)
@pytest.mark.parametrize("others", [EVERYBODY, ALL_BROKERS], ids=["from everybody", "from the other brokers"])
async def test_a_leader_that_is_cut_off_loses_and_doubles_nothing(
    port: Port, straits: Straits, others: tuple[int, ...]
) -> None:
    """It leads on in its own eyes, and acknowledges nothing: two brokers hold what counts as published."""
    async with under_load(port, f"cut off from {len(others) - 1} others") as broker:
        straits.cut_off(broker, *others)
        cut = time.monotonic()
        await eventually(lambda: heard_of(port, 1000))
        figures("… heard of all in spite of it", seconds=round(time.monotonic() - cut, 1))
        straits.clear()


async def test_a_leader_that_is_cut_off_does_not_say_where_the_log_ends(port: Port, straits: Straits) -> None:
    """Known time asks where a partition ends, and whoever asks may reach the one broker that does not know."""
    asker = KafkaLog(port.kafka.client_url("quay"))
    async with at_work(port.harbour.relay):
        await tell(port, fleet(100))
        await eventually(lambda: all_published(port))
        assert sum(await ends(asker)) >= 200
        broker = await asyncio.to_thread(leader, port.kafka, TOPIC, 0)
        straits.cut_off(broker, *ALL_BROKERS)
        await tell(port, fleet(100, 200))
        await eventually(lambda: all_published(port))
        said = None
        with suppress(TransportUnavailable):  # it may say that it does not know
            said = await ends(asker)
        straits.clear()
        await eventually(lambda: all_in_sync(port))
        assert said is None or said == await ends(asker)
    await asker.close()


async def ends(log: KafkaLog) -> list[int]:
    """Where the topic's partitions end, as a log says."""
    return [await log.end_offset(TOPIC, number) for number in range(ShipArrived.topic.partitions)]


@pytest.mark.timeout(240)
async def test_a_slow_broker_holds_up_but_loses_nothing(port: Port, straits: Straits) -> None:
    async with under_load(port, "a fifth of a second and 200 KB/s to one broker") as broker:
        straits.slow_down(broker, Pace(seconds=0.2, bytes_per_second=200_000))
        await eventually(lambda: heard_of(port, 1000))
        straits.clear()


@pytest.mark.timeout(240)
async def test_what_cannot_be_published_waits_and_is_seen_to_wait(port: Port, straits: Straits) -> None:
    """With two brokers out of reach nothing is acknowledged; the doors stay open and the outbox fills."""
    async with under_load(port, "two brokers cut off"):
        for broker in (1, 2):
            straits.cut_off(broker, *EVERYBODY)
        cut = time.monotonic()
        await eventually(lambda: waits(port, 10.0))
        straits.clear()
        back = time.monotonic()
        await eventually(lambda: all_published(port))
        figures("… published again", cut_off=round(back - cut, 1), seconds=round(time.monotonic() - back, 1))
