"""Logs that events travel through, chosen by URL."""

from __future__ import annotations

from finsam_common.transports.base import (
    Logged,
    Partition,
    PartitionCountDiffers,
    Record,
    Subscription,
    Transport,
    TransportUnavailable,
    UnknownPartition,
    partitions_of,
)
from finsam_common.transports.kafka import KafkaLog
from finsam_common.transports.local import LocalLog
from finsam_common.transports.partitioner import partition_of

__all__ = [
    "KafkaLog",
    "LocalLog",
    "Logged",
    "Partition",
    "PartitionCountDiffers",
    "Record",
    "Subscription",
    "Transport",
    "TransportUnavailable",
    "UnknownPartition",
    "open_transport",
    "partition_of",
    "partitions_of",
]


def open_transport(url: str) -> Transport:
    """The transport of a URL: ``local:///absolute/path/log.db`` or a KafkaUrl. ValueError for any other."""
    scheme, separator, path = url.partition("://")
    if scheme == "kafka":
        return KafkaLog(url)
    if scheme != "local" or not separator or not path:
        raise ValueError("the event log's URL is local:///path/of/a/file or kafka://user@host:port,…")
    return LocalLog(path)
