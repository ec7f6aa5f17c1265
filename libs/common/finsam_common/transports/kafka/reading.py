"""Reading Kafka without a group: any offset of any partition, and where a partition ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from finsam_common.transports.base import Logged, Partition
from finsam_common.transports.kafka.leading import end_of
from finsam_common.transports.kafka.translating import at_kafka, logged, translated
from finsam_common.transports.kafka.url import KafkaUrl

READ_SECONDS: Final = 10.0
LONGEST_POLL_MS: Final = 50
PLACES: Final = 8


class Place:
    """A consumer, and where in which partition it stands. Idle, it takes no more than one answer of a broker."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self.consumer = consumer
        self.partition: Partition | None = None
        self._next = 0
        self._kept: deque[ConsumerRecord[bytes, bytes]] = deque()

    def is_at(self, partition: Partition, offset: int) -> bool:
        """Whether it would go on there."""
        return self.partition == partition and self._next == offset

    async def read(self, partition: Partition, offset: int, limit: int) -> list[ConsumerRecord[bytes, bytes]]:
        """Records from an offset on that the log has, at most ``limit``."""
        at = at_kafka(partition)
        if not self.is_at(partition, offset):
            self.leave()
            self.consumer.assign([at])
            self.consumer.seek(at, offset)
            self.partition, self._next = partition, offset
        if not self._kept:
            found = await self.consumer.getmany(at, timeout_ms=int(READ_SECONDS * 1000))
            self._kept.extend(found.get(at, ()))
        records = [self._kept.popleft() for _ in range(min(limit, len(self._kept)))]
        self._next = records[-1].offset + 1 if records else offset
        return records

    def leave(self) -> None:
        """Stand nowhere: at the end of a partition a consumer would ask for more all the time."""
        if self.partition is not None:
            self.consumer.unsubscribe()
            self.partition = None
            self._kept.clear()


class Reader:
    """Consumers without a group: one to ask, and one at every place where somebody reads on and on."""

    def __init__(self, url: KafkaUrl) -> None:
        self._url = url
        self._ends: dict[Partition, int] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._starting = asyncio.Lock()
        self._places: list[Place] = []
        self._made = 0
        self._turns = asyncio.Semaphore(PLACES)

    async def end_offset(self, partition: Partition) -> int:
        """The offset that the next record will have: after the last that all replicas in sync hold."""
        with translated():
            async with asyncio.timeout(READ_SECONDS):
                end = await end_of((await self._asking())._client, partition)
        self._ends[partition] = end
        return end

    async def fetch(self, partition: Partition, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on, at most ``limit``, as many as one answer of a broker holds."""
        if offset >= self._ends.get(partition, 0) and offset >= await self.end_offset(partition):
            return []
        with translated():
            async with asyncio.timeout(READ_SECONDS), self._place(partition, offset) as place:
                records = await place.read(partition, offset, limit)
                if not records or records[-1].offset + 1 >= self._ends.get(partition, 0):
                    place.leave()
        return [logged(record) for record in records]

    async def close(self) -> None:
        """End."""
        consumers = [place.consumer for place in self._places]
        for consumer in [*consumers, self._consumer]:
            if consumer is not None:
                await consumer.stop()

    async def _asking(self) -> AIOKafkaConsumer:
        async with self._starting:
            if self._consumer is None:
                self._consumer = await self._started()
            return self._consumer

    @asynccontextmanager
    async def _place(self, partition: Partition, offset: int) -> AsyncIterator[Place]:
        """A place for oneself: where one left off, else a free one, a new one, or the one that was left longest ago."""
        async with self._turns:
            place = self._left_at(partition, offset) or await self._new() or self._places.pop(0)
            try:
                yield place
            except BaseException:
                place.leave()
                raise
            finally:
                self._places.append(place)

    def _left_at(self, partition: Partition, offset: int) -> Place | None:
        there = [place for place in self._places if place.is_at(partition, offset)]
        for place in there or [place for place in self._places if place.partition is None]:
            self._places.remove(place)
            return place
        return None

    async def _new(self) -> Place | None:
        if self._made == PLACES:
            return None
        self._made += 1
        try:
            return Place(await self._started())
        except BaseException:
            self._made -= 1
            raise

    async def _started(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            **self._url.for_aiokafka(),
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=LONGEST_POLL_MS,
        )
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        return consumer
