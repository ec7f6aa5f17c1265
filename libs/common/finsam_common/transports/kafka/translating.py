"""Kafka's words in ours: records, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from finsam_common.transports.base import Logged, Partition, TransportUnavailable, UnknownPartition

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def translated() -> Iterator[None]:
    """What goes wrong inside as UnknownPartition or TransportUnavailable; nothing of Kafka's own words is passed on."""
    try:
        yield
    except UnknownTopicOrPartitionError as error:
        raise UnknownPartition("Kafka knows no such topic or partition") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise TransportUnavailable(f"Kafka answers {type(error).__name__}") from error


def logged(record: ConsumerRecord[bytes, bytes]) -> Logged:
    """A record as the engine knows it; its timestamp is the log's own (LogAppendTime, milliseconds)."""
    return Logged(
        (record.key or b"").decode(errors="replace"),
        record.value or b"",
        dict(record.headers),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        appended_at=_moment(record.timestamp),
    )


@lru_cache(maxsize=64)
def _moment(milliseconds: int) -> datetime:
    """A timestamp of Kafka's; the records of a batch have one in common."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def at_kafka(partition: Partition) -> Any:
    """A partition as aiokafka names it."""
    return TopicPartition(*partition)
