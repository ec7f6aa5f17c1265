"""The brokers for lines of events: topics that are empty, librdkafka as the peer, a look at what the log holds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.provisioning.kafka import KafkaRefused, have_topics
from finsam_common.transports import Partition, Record, partitions_of
from finsam_common.transports.kafka import KafkaUrl
from finsam_contracts import Topic, topics
from tests.bench.line import require_all
from tests.cluster.administration import forget_topic

FOLLOWUP: Final = tuple(topics("followup"))
PEER: Final = tuple(Topic("peer", topic.visibility, topic.partitions) for topic in FOLLOWUP)
"""Topics like follow-up's, which no service looks at."""
PATIENCE_SECONDS: Final = 30.0


def have_empty(kafka: Kafka, wanted: Sequence[Topic]) -> None:
    """Have these topics, with nothing in them."""
    for topic in wanted:
        forget_topic(kafka, topic.name)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:  # not every broker knows at once that a topic is gone, and there again
        with suppress(KafkaRefused, KafkaException):
            have_topics(kafka.client_url(ADMINISTRATOR), wanted)
            require_all(sum(ends(kafka, wanted).values()), 0, "empty topics")
            return
        time.sleep(0.1)
    raise TimeoutError("the brokers have not made the topics")


def publish(kafka: Kafka, told: Iterable[tuple[Partition, Record]]) -> float:
    """Publish records through librdkafka, as durable as the relay does; the seconds that it took."""
    producer = Producer({**said(kafka), "acks": "all", "enable.idempotence": True})
    failed: list[KafkaError] = []

    def answered(error: KafkaError | None, _: Message) -> None:
        if error is not None:
            failed.append(error)

    begun = time.perf_counter()
    for (topic, number), record in told:
        headers = list(record.headers.items())
        while True:
            try:
                producer.produce(topic, record.value, record.key.encode(), number, answered, headers=headers)
                break
            except BufferError:
                producer.poll(0.01)
        producer.poll(0)
    left = producer.flush(PATIENCE_SECONDS)
    require_all(left + len(failed), 0, "records that were not acknowledged")
    return time.perf_counter() - begun


def to_peers(told: Iterable[tuple[Partition, Record]]) -> Iterator[tuple[Partition, Record]]:
    """Follow-up's records, for the topics that nobody looks at."""
    for (topic, number), record in told:
        yield Partition(topic.replace(FOLLOWUP[0].service, PEER[0].service), number), record


def published(kafka: Kafka, wanted: Sequence[Topic]) -> Iterator[Message]:
    """Every record of these topics."""
    ahead = {partition: end for partition, end in ends(kafka, wanted).items() if end}
    with _consumer(kafka) as consumer:
        consumer.assign([TopicPartition(*partition, OFFSET_BEGINNING) for partition in ahead])
        while ahead:
            messages = consumer.consume(10_000, timeout=PATIENCE_SECONDS)
            if not messages:
                raise TimeoutError("the log is shorter than it said")
            for message in messages:
                yield message
                partition = Partition(message.topic(), message.partition())
                if message.offset() + 1 == ahead[partition]:
                    del ahead[partition]


def ends(kafka: Kafka, wanted: Sequence[Topic]) -> dict[Partition, int]:
    """Where each partition ends. KafkaException while no broker leads one of them."""
    with _consumer(kafka) as consumer:
        return {
            partition: consumer.get_watermark_offsets(TopicPartition(*partition), timeout=PATIENCE_SECONDS)[1]
            for partition in partitions_of(wanted)
        }


@contextmanager
def _consumer(kafka: Kafka) -> Iterator[Consumer]:
    consumer = Consumer({**said(kafka), "group.id": "bench", "enable.auto.commit": False})
    try:
        yield consumer
    finally:
        consumer.close()


def said(kafka: Kafka) -> dict[str, Any]:
    """What librdkafka's clients are told to come as the administrator."""
    return dict(KafkaUrl.parse(kafka.client_url(ADMINISTRATOR)).for_librdkafka())
