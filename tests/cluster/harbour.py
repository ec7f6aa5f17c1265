"""The harbour and the quay of tests/common/events, with three real brokers between them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.events.relay import Relay
from finsam_common.provisioning.accounts import Account
from finsam_common.provisioning.kafka import KafkaRefused, provision
from finsam_common.transports import KafkaLog, Transport
from tests.cluster.administration import forget_topic
from tests.common.events.harbour import TOPIC, Harbour, Quay, ShipArrived, ShipMoved, open_database, ships

ACCOUNTS: Final = [Account("harbour", writes=(TOPIC,), reads=(TOPIC,)), Account("quay", reads=(TOPIC,))]
PATIENCE_SECONDS: Final = 90.0


class Port:
    """The harbour with its relay, and as many processes of the quay as are opened."""

    def __init__(self, kafka: Kafka, harbour: Harbour, quay: Quay) -> None:
        self.kafka = kafka
        self.harbour = harbour
        self.quay = quay

    def another_quay(self) -> Quay:
        """Another process of the quay: the same database, connections of its own."""
        return Quay(self.quay.database, KafkaLog(self.kafka.client_url("quay")), self.quay.set)

    def another_relay(self) -> Relay:
        """The relay of another process of the harbour."""
        return Relay(self.harbour.database, KafkaLog(self.kafka.client_url("harbour")), "harbour")


@asynccontextmanager
async def open_port(kafka: Kafka, folder: Path) -> AsyncIterator[Port]:
    """A harbour whose topic is empty."""
    administrator = kafka.client_url(ADMINISTRATOR)
    await asyncio.to_thread(forget_topic, kafka, TOPIC)
    for attempt in range(50):  # not every broker has heard that the topic is gone
        with suppress(KafkaRefused):
            await asyncio.to_thread(provision, administrator, [ShipArrived.topic], ACCOUNTS, kafka.passwords)
            break
        await asyncio.sleep(0.1 * attempt)
    async with AsyncExitStack() as stack:
        producers: Any = KafkaLog(kafka.client_url("harbour"))
        consumers = KafkaLog(kafka.client_url("quay"))
        for log in (producers, consumers):
            stack.push_async_callback(log.close)
        harbour = await stack.enter_async_context(open_database(folder, "harbour"))
        quay = await stack.enter_async_context(open_database(folder, "quay"))
        port = Port(kafka, Harbour(harbour, producers), Quay(quay, consumers, ships()))
        port.harbour.relay = Relay(harbour, producers, "harbour")
        yield port


@asynccontextmanager
async def at_work(*workers: Relay | Quay) -> AsyncIterator[None]:
    """Relays and quays in the background."""
    stop = asyncio.Event()
    tasks = [
        asyncio.create_task((worker.consumer if isinstance(worker, Quay) else worker).run(stop)) for worker in workers
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds, for as long as a broker's death and a new share of partitions may take."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await holds():
        assert time.monotonic() < deadline, "it has not come about"
        await asyncio.sleep(0.1)


async def whole_log(log: Transport) -> list[tuple[int, str]]:
    """(position, key) of every record, partition by partition."""
    found = []
    for number in range(ShipArrived.topic.partitions):
        offset, end = 0, await log.end_offset(TOPIC, number)
        while offset < end:
            records = await log.fetch(TOPIC, number, offset, 1000)
            found += [(int(record.headers["ce_position"]), record.key) for record in records]
            offset = records[-1].offset + 1
    return found


def fleet(*numbers: int) -> list[str]:
    """Ships by their numbers."""
    return [f"ship {number}" for number in range(*numbers)]


async def tell(port: Port, ships: list[str]) -> None:
    """Each ship arrives at berth 1, and is moved to berth 2 in a later transaction."""
    await port.harbour.say(*(ShipArrived(ship=ship, berth=1) for ship in ships))
    await port.harbour.say(*(ShipMoved(ship=ship, berth=2) for ship in ships))


async def all_heard(port: Port, ships: list[str]) -> None:
    """Every ship was heard of, in order and once."""

    async def heard() -> bool:
        return await port.quay.berths() == dict.fromkeys(ships, 2)

    await eventually(heard)
    assert sorted(await port.quay.greeted()) == sorted((ship, 1) for ship in ships)
    assert await port.quay.parked() == []


async def tell_in_small_steps(port: Port, ships: list[str]) -> None:
    """Tell of ten ships at a time."""
    for first in range(0, len(ships), 10):
        await tell(port, ships[first : first + 10])
        await asyncio.sleep(0.05)
