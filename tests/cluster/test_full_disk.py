"""A broker whose disk fills up under load: it goes, the others carry on, and it comes back when there is room."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from finsam_cluster.kafka import Kafka
from tests.cluster.figures import figures
from tests.cluster.harbour import Port, eventually, open_port
from tests.cluster.load import heard_of, under_load

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""aiokafka leaves the sockets of attempts that were given up to the garbage collector."""
SMALL_DISK = os.environ.get("FINSAM_TEST_SMALL_KAFKA_DISK", "")
ITS_BROKER = 2
PIECE = bytes(2**20)


@pytest.fixture
def brokers_with_a_small_disk(tmp_path: Path) -> Iterator[Kafka]:
    """Three brokers, of which one keeps its log on a small disk."""
    kafka = Kafka(tmp_path / "kafka")
    (kafka.folder / f"kafka-{ITS_BROKER}").symlink_to(SMALL_DISK)
    with kafka:
        yield kafka


@pytest.fixture
async def port(brokers_with_a_small_disk: Kafka, tmp_path: Path) -> AsyncIterator[Port]:
    async with open_port(brokers_with_a_small_disk, tmp_path) as port:
        yield port


@pytest.mark.skipif(not SMALL_DISK, reason="needs FINSAM_TEST_SMALL_KAFKA_DISK, as in .ci/run")
async def test_a_broker_with_a_full_disk_goes_and_comes_back_when_there_is_room(port: Port) -> None:
    broker = port.kafka.brokers[ITS_BROKER]

    async def is_gone() -> bool:
        return broker.pid is None

    async with under_load(port, "a full disk"):
        rubbish, began = fill(Path(SMALL_DISK)), time.monotonic()
        await eventually(is_gone)
        figures("… the broker went", seconds=round(time.monotonic() - began, 1))
        await eventually(lambda: heard_of(port, 1000))
        rubbish.unlink()
        broker.start()


def fill(disk: Path) -> Path:
    """Take every byte that is free, and what is freed meanwhile; what has taken them."""
    rubbish = disk / "rubbish"
    with rubbish.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(PIECE)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                return rubbish
