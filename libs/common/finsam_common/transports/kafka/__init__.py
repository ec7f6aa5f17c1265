"""The log on Apache Kafka."""

from __future__ import annotations

from finsam_common.transports.kafka.log import KafkaLog
from finsam_common.transports.kafka.url import KafkaUrl

__all__ = ["KafkaLog", "KafkaUrl"]
