"""Relay and consumers over three real brokers: what is told is heard once and in order, whoever dies."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from finsam_cluster.kafka import Kafka
from finsam_cluster.processes import Process
from finsam_common.events.replay import rebuild
from finsam_common.transports import KafkaLog
from tests.cluster.administration import leader
from tests.cluster.harbour import (
    Port,
    all_heard,
    at_work,
    eventually,
    fleet,
    open_port,
    tell,
    tell_in_small_steps,
    whole_log,
)
from tests.common.events.harbour import TOPIC, ShipLeft


@pytest.fixture
async def port(kafka: Kafka, tmp_path: Path) -> AsyncIterator[Port]:
    async with open_port(kafka, tmp_path) as port:
        yield port


async def test_what_is_told_is_heard(port: Port) -> None:
    async with at_work(port.harbour.relay, port.quay):
        await tell(port, fleet(100))
        await all_heard(port, fleet(100))
        await port.harbour.say(*(ShipLeft(ship=ship) for ship in fleet(50)))
        await eventually(lambda: berths_are(port, fleet(50, 100)))


async def berths_are(port: Port, ships: list[str]) -> bool:
    return sorted(await port.quay.berths()) == sorted(ships)


async def test_the_log_has_each_position_once_and_keys_in_order(port: Port) -> None:
    async with at_work(port.harbour.relay):
        await tell(port, fleet(200))
        await eventually(lambda: log_has(port, 400))
    found = await whole_log(port.quay.log)
    assert sorted(position for position, _ in found) == list(range(1, 401))
    for ship in fleet(200):
        first, second = (position for position, key in found if key == ship)
        assert first < second


async def log_has(port: Port, count: int) -> bool:
    return len(await whole_log(port.quay.log)) >= count


async def test_replicas_share_the_partitions_and_one_takes_over(port: Port) -> None:
    another = port.another_quay()
    async with at_work(port.harbour.relay, port.quay):
        async with at_work(another):
            await tell(port, fleet(100))
            await all_heard(port, fleet(100))
        await tell(port, fleet(100, 200))
        await all_heard(port, fleet(200))
    await another.log.close()


async def test_two_relays_at_once_lose_and_reorder_nothing(port: Port) -> None:
    another = port.another_relay()
    async with at_work(port.harbour.relay, another, port.quay):
        for first in range(0, 100, 10):
            await tell(port, fleet(first, first + 10))
        await all_heard(port, fleet(100))
    await another._transport.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "paused"])
async def test_a_broker_that_fails_under_load_loses_and_doubles_nothing(port: Port, fault: signal.Signals) -> None:
    another = port.another_quay()
    async with at_work(port.harbour.relay, port.quay, another):
        load = asyncio.create_task(tell_in_small_steps(port, fleet(1000)))
        await eventually(lambda: log_has(port, 200))
        broker = port.kafka.brokers[await asyncio.to_thread(leader, port.kafka, TOPIC, 0)]
        broker.signal(fault)
        await load
        await all_heard(port, fleet(1000))
        come_back(broker)
        await asyncio.to_thread(port.kafka.wait)
        await tell(port, fleet(1000, 1100))
        await all_heard(port, fleet(1100))
        await port.quay.consumer.measure()
        assert not port.quay.consumer.stops
        assert not another.consumer.stops
    await another.log.close()
    assert {position for position, _ in await whole_log(port.quay.log)} == set(range(1, 2201))


def come_back(broker: Process) -> None:
    """Let a broker that was paused go on, start one that was killed."""
    if broker.pid is None:
        broker.start()
    else:
        broker.signal(signal.SIGCONT)


async def test_rebuilding_a_set_reads_the_log_from_its_beginning(port: Port) -> None:
    async with at_work(port.harbour.relay, port.quay):
        await tell(port, fleet(100))
        await all_heard(port, fleet(100))
    before = await port.quay.bytes_of()
    log = KafkaLog(port.kafka.client_url("quay"))
    compared = await rebuild(port.quay.database, log, port.quay.set)
    await log.close()
    assert all(each.equal for each in compared)
    assert await port.quay.bytes_of() == before
