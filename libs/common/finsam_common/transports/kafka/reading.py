"""Reading Kafka without a group: any offset of any partition, and where a partition ends."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from aiokafka import AIOKafkaConsumer

from finsam_common.transports.base import Logged, Partition
from finsam_common.transports.kafka.translating import at_kafka, logged, translated
from finsam_common.transports.kafka.url import KafkaUrl

READ_SECONDS: Final = 10.0
LONGEST_POLL_MS: Final = 50
SLOW_SECONDS: Final = 1.0
ASK_TIMES: Final = 3


class Ends:
    """How far partitions are known to reach."""

    def __init__(self) -> None:
        self._ends: dict[Partition, int] = {}

    def of(self, partition: Partition) -> int:
        """At least so far."""
        return self._ends.get(partition, 0)

    def seen(self, partition: Partition, end: int) -> None:
        """It reaches so far now."""
        self._ends[partition] = end


class Reader:
    """One consumer that is assigned a partition for as long as it reads there."""

    def __init__(self, url: KafkaUrl, ends: Ends) -> None:
        self._url = url
        self._ends = ends
        self._consumer: AIOKafkaConsumer | None = None
        self._starting = asyncio.Lock()
        self._reading = asyncio.Lock()

    async def end_offset(self, partition: Partition) -> int:
        """The offset that the next record will have: after the last that all replicas in sync hold.

        A broker that was paused answers what it was asked before, and does not know yet that others lead by now: an
        answer that took long, or goes back behind what is known, is asked for again.
        """
        for attempt in range(1, ASK_TIMES + 1):
            asked = time.monotonic()
            end = await self._end_offset(partition)
            if end >= self._ends.of(partition) and time.monotonic() - asked < SLOW_SECONDS:
                break
            if attempt < ASK_TIMES:
                await asyncio.sleep(SLOW_SECONDS)
        self._ends.seen(partition, end)
        return end

    async def fetch(self, partition: Partition, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on, at most ``limit``, as many as one answer of a broker holds."""
        if offset >= await self.end_offset(partition):
            return []
        at = at_kafka(partition)
        async with self._reading:
            with translated():
                async with asyncio.timeout(READ_SECONDS):
                    consumer = await self._started()
                    try:
                        consumer.assign([at])
                        consumer.seek(at, offset)
                        found = await consumer.getmany(at, timeout_ms=int(READ_SECONDS * 1000), max_records=limit)
                    finally:
                        consumer.unsubscribe()
        return [logged(record) for record in found.get(at, ())]

    async def _end_offset(self, partition: Partition) -> int:
        at = at_kafka(partition)
        with translated():
            async with asyncio.timeout(READ_SECONDS):
                return int((await (await self._started()).end_offsets([at]))[at])

    async def close(self) -> None:
        """End."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def _started(self) -> AIOKafkaConsumer:
        async with self._starting:
            if self._consumer is None:
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
                self._consumer = consumer
            return self._consumer
