"""Where a partition ends, as the broker says that leads it by another replica's word as well as its own.

A broker that is cut off from the others believes that it leads, and answers what it knew then. But two of three
replicas hold what is acknowledged (``min.insync.replicas``): whatever others acknowledged meanwhile, of any two one
knows who leads since. So a leader that another replica names has all that was acknowledged before it was asked.
"""

from __future__ import annotations

import asyncio
import random
from typing import Final

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, LeaderNotAvailableError, RequestTimedOutError, for_code
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.offset import OffsetRequest

from finsam_common.transports.base import Partition

ANSWER_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 0.2
_LATEST: Final = -1
_NOBODY: Final = -1
_NO_REPLICA: Final = -1


async def end_of(client: AIOKafkaClient, partition: Partition) -> int:
    """The offset after the last record that is acknowledged; asked again until a leader that is agreed on answers."""
    while True:
        try:
            return await _end_at(client, await _agreed(client, partition), partition)
        except KafkaError as error:
            if not error.retriable:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def _agreed(client: AIOKafkaClient, partition: Partition) -> int:
    """The leader that another replica names; LeaderNotAvailableError when none does."""
    brokers = [broker.nodeId for broker in client.cluster.brokers()]
    random.shuffle(brokers)  # one that is silent holds up those that are asked after it
    asked = [asyncio.ensure_future(_named(client, broker, partition)) for broker in brokers]
    try:
        for answer in asyncio.as_completed(asked):
            leader = await answer
            if leader is not None:
                return leader
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
    client.force_metadata_update()
    raise LeaderNotAvailableError


async def _named(client: AIOKafkaClient, broker: int, partition: Partition) -> int | None:
    """The leader, if this broker has a replica and names another broker."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await client.send(broker, MetadataRequest([partition.topic], False))
    except (KafkaError, TimeoutError):
        return None
    (topic,) = answer.to_object()["topics"]
    for found in topic["partitions"]:
        leader = int(found["leader"])
        if found["partition"] == partition.number and broker in found["replicas"] and leader not in (broker, _NOBODY):
            return leader
    return None


async def _end_at(client: AIOKafkaClient, leader: int, partition: Partition) -> int:
    """What a broker answers that believes that it leads; KafkaError when it does not."""
    wanted = [(partition.topic, [(partition.number, _LATEST)])]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await client.send(leader, OffsetRequest(_NO_REPLICA, 0, wanted))
    except TimeoutError as error:
        raise RequestTimedOutError from error
    (topic,) = answer.to_object()["topics"]
    (found,) = topic["partitions"]
    if found["error_code"]:
        raise for_code(found["error_code"])(partition)
    return int(found["offset"])
