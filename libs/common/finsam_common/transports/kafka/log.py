"""The log on Kafka, as one account sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code

from finsam_common.transports.base import (
    Logged,
    Partition,
    PartitionCountDiffers,
    Record,
    Subscription,
    UnknownPartition,
)
from finsam_common.transports.kafka.publishing import Publisher
from finsam_common.transports.kafka.reading import Reader
from finsam_common.transports.kafka.subscription import GROUP_OPTIONS, GroupMember
from finsam_common.transports.kafka.translating import translated
from finsam_common.transports.kafka.url import KafkaUrl
from finsam_contracts import Topic

ASK_SECONDS: Final = 10.0


class KafkaLog:
    """Connects when it is first used, and again after a failure.

    Topics, accounts and rights are made by ``finsam provision``, never from here.
    """

    def __init__(self, url: str) -> None:
        self._url = KafkaUrl.parse(url)
        self._publisher = Publisher(self._url)
        self._reader = Reader(self._url)
        self._counts: dict[str, int] = {}

    async def provision(self, topics: Sequence[Topic]) -> None:
        """Check that these topics are there. UnknownPartition, PartitionCountDiffers."""
        for topic in topics:
            count = await self._count(topic.name)
            if count != topic.partitions:
                raise PartitionCountDiffers(f"{topic.name} has {count} partitions, not {topic.partitions}")

    async def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records in their order; those that fit into one batch (256 KiB) all or none."""
        if records:
            await self._publisher.publish(await self._known(topic, partition), records)

    async def fetch(self, topic: str, partition: int, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on, at most ``limit``."""
        return await self._reader.fetch(await self._known(topic, partition), offset, limit)

    async def end_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record will have."""
        return await self._reader.end_offset(await self._known(topic, partition))

    async def subscribe(self, group: str, topics: Sequence[Topic]) -> Subscription:
        """Join a group; the partitions are shared when this returns."""
        with translated():
            consumer = AIOKafkaConsumer(group_id=group, **GROUP_OPTIONS, **self._url.for_aiokafka())
        member = GroupMember(consumer)
        await member.join([topic.name for topic in topics])
        return member

    async def close(self) -> None:
        """Let go of the connections; subscriptions are closed by those who have them."""
        await self._publisher.close()
        await self._reader.close()

    async def _known(self, topic: str, number: int) -> Partition:
        if number >= await self._count(topic):
            raise UnknownPartition(f"there is no partition {number} of {topic}")
        return Partition(topic, number)

    async def _count(self, topic: str) -> int:
        """How many partitions a topic has; asked once, since that never changes."""
        if topic not in self._counts:
            with translated():
                async with asyncio.timeout(ASK_SECONDS):
                    self._counts[topic] = await self._ask(topic)
        return self._counts[topic]

    async def _ask(self, topic: str) -> int:
        admin = AIOKafkaAdminClient(**self._url.for_aiokafka())
        try:
            await admin.start()
            (found,) = await admin.describe_topics([topic])
        finally:
            await admin.close()
        if found["error_code"]:
            raise for_code(found["error_code"])(topic)
        return len(found["partitions"])
