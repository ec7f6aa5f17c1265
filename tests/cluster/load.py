"""A harbour under load while something fails, and what an operator sees of it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from finsam_cluster.kafka import BROKERS
from finsam_common.events import metrics
from tests.cluster.administration import in_sync, leader
from tests.cluster.figures import figures
from tests.cluster.harbour import Port, all_heard, at_work, eventually, fleet, tell, tell_in_small_steps, whole_log
from tests.common.events.harbour import TOPIC


@asynccontextmanager
async def under_load(port: Port, what: str) -> AsyncIterator[int]:
    """While this holds the harbour tells of 1,000 ships; the broker that leads a partition when it begins.

    All is heard once and in order before it is over, and no operator is needed.
    """
    another = port.another_quay()
    began = time.monotonic()
    async with at_work(port.harbour.relay, port.quay, another):
        load = asyncio.create_task(tell_in_small_steps(port, fleet(1000)))
        await eventually(lambda: heard_of(port, 100))
        yield await asyncio.to_thread(leader, port.kafka, TOPIC, 0)
        await load
        await tell(port, fleet(1000, 1100))
        await all_heard(port, fleet(1100))
        await eventually(lambda: all_in_sync(port))
        await port.quay.consumer.measure()
        await port.harbour.relay.measure()
        assert not port.quay.consumer.stops
        assert not another.consumer.stops
    await another.log.close()
    found = await whole_log(port.quay.log)
    assert {position for position, _ in found} == set(range(1, 2201))
    assert keys_in_order(found)
    assert metrics.OLDEST_UNPUBLISHED.labels("harbour")._value.get() == 0
    figures(what, seconds=round(time.monotonic() - began, 1), told=2200, published=len(found), again=len(found) - 2200)


def keys_in_order(found: list[tuple[int, str]]) -> bool:
    """Whether what a partition has of a key, each position taken where it stands first, ascends."""
    firsts: dict[str, list[int]] = defaultdict(list)
    for position, key in dict.fromkeys(found):
        firsts[key].append(position)
    return all(positions == sorted(positions) for positions in firsts.values())


async def heard_of(port: Port, count: int) -> bool:
    return len(await port.quay.berths()) >= count


async def all_in_sync(port: Port) -> bool:
    return await asyncio.to_thread(in_sync, port.kafka, TOPIC) == BROKERS


async def all_published(port: Port) -> bool:
    await port.harbour.relay.measure()
    return bool(metrics.UNPUBLISHED.labels("harbour")._value.get() == 0)


async def waits(port: Port, seconds: float) -> bool:
    """Whether an operator sees that an event has waited for so long."""
    await port.harbour.relay.measure()
    return bool(metrics.OLDEST_UNPUBLISHED.labels("harbour")._value.get() >= seconds)
