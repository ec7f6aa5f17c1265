"""Publishing to Kafka: idempotent, acknowledged by all replicas in sync, one batch at a time in each partition."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from finsam_common.transports.base import Partition, Record
from finsam_common.transports.kafka.translating import translated
from finsam_common.transports.kafka.url import KafkaUrl

BATCH_BYTES: Final = 256 * 2**10
PUBLISH_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 3.0


class UnderWay(NamedTuple):
    """A batch that was sent, and by which producer; cancelled when that is no more."""

    producer: AIOKafkaProducer
    outcome: asyncio.Future[Any]


class Publisher:
    """An idempotent producer, made anew when Kafka has refused a batch: the sequence it counts is broken then.

    aiokafka never gives a batch up while its brokers are away. Who asks again meanwhile waits for that batch first,
    so that at no time two of a partition are under way; when it waits in vain, the producer is made anew as well: it
    may hang on a broker that does not answer. What it had under way may or may not be there.
    """

    def __init__(self, url: KafkaUrl) -> None:
        self._url = url
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._locks: defaultdict[Partition, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: dict[Partition, UnderWay] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def publish(self, partition: Partition, records: Sequence[Record]) -> None:
        """Append records in their order; TransportUnavailable when they are not acknowledged in time."""
        async with self._locks[partition]:
            with translated():
                await self._room(partition)
                async with asyncio.timeout(PUBLISH_SECONDS):
                    rest = iter(records)
                    record = next(rest, None)
                    while record is not None:
                        record = await self._send(partition, record, rest)

    async def close(self) -> None:
        """End; what is not acknowledged within a moment may or may not be there."""
        if self._producer is not None:
            self._put_aside(self._producer)
        await asyncio.gather(*self._ending)

    async def _send(self, partition: Partition, first: Record, rest: Iterator[Record]) -> Record | None:
        """Send one batch and wait for it; the record that found no place in it."""
        producer = await self._started()
        batch = producer.create_batch()
        record: Record | None = first
        while record is not None and batch.append(
            key=record.key.encode(), value=record.value, headers=list(record.headers.items()), timestamp=None
        ):
            record = next(rest, None)
        batch.close()
        try:
            outcome = await producer.send_batch(batch, partition.topic, partition=partition.number)
            self._under_way[partition] = UnderWay(producer, outcome)
            error = await self._settled(partition)
        except KafkaError:
            self._put_aside(producer)
            raise
        if error is not None:
            self._put_aside(producer)
            raise error
        return record

    async def _room(self, partition: Partition) -> None:
        """Wait for the batch that an earlier call has left; who waits in vain gives its producer up."""
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self._settled(partition)
        except TimeoutError:
            self._put_aside(self._under_way[partition].producer)
            raise

    async def _settled(self, partition: Partition) -> BaseException | None:
        """Wait for the batch that is under way; what went wrong with it. Whoever gives up waiting leaves it there."""
        if partition not in self._under_way:
            return None
        outcome = self._under_way[partition].outcome
        await asyncio.wait([outcome])
        del self._under_way[partition]
        return KafkaConnectionError() if outcome.cancelled() else outcome.exception()

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._url.for_aiokafka(), enable_idempotence=True, acks="all", max_batch_size=BATCH_BYTES
                )
                try:
                    await producer.start()
                except BaseException:
                    self._end_beside(producer)
                    raise
                self._producer = producer
            return self._producer

    def _put_aside(self, producer: AIOKafkaProducer) -> None:
        """Let it end what it has under way in other partitions, and use it no more."""
        if producer is self._producer:
            self._producer = None
            self._end_beside(producer)

    def _end_beside(self, producer: AIOKafkaProducer) -> None:
        task = asyncio.create_task(self._end(producer))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, producer: AIOKafkaProducer) -> None:
        with suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await producer.stop()
                return
        if producer._sender.sender_task is not None:  # it would try for ever to deliver what nobody waits for
            producer._sender.sender_task.cancel()
        await producer.client.close()
        for left in self._under_way.values():
            if left.producer is producer:
                left.outcome.cancel()
