"""Which partition a key belongs to: Kafka's default partitioner, so that every producer agrees."""

from __future__ import annotations

from functools import lru_cache
from struct import unpack_from
from typing import Final

_SEED: Final = 0x9747B28C
_M: Final = 0x5BD1E995
_32_BITS: Final = 0xFFFFFFFF


@lru_cache(maxsize=65_536)
def partition_of(key: str, partitions: int) -> int:
    """The partition of a key, as ``org.apache.kafka…BuiltInPartitioner.partitionForKey`` has it for its UTF-8 bytes."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The 32-bit murmur2 hash with Kafka's seed, unsigned (``org.apache.kafka.common.utils.Utils.murmur2``)."""
    h = (_SEED ^ len(data)) & _32_BITS
    whole = len(data) & ~3
    for word in unpack_from(f"<{whole // 4}I", data):
        k = word * _M & _32_BITS
        k = (k ^ (k >> 24)) * _M & _32_BITS
        h = h * _M & _32_BITS ^ k
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * _M & _32_BITS
    h = (h ^ (h >> 13)) * _M & _32_BITS
    return h ^ (h >> 15)
