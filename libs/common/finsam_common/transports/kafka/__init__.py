"""The log on Apache Kafka."""

from __future__ import annotations

import logging

from finsam_common.transports.kafka.log import KafkaLog
from finsam_common.transports.kafka.url import KafkaUrl

logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells of each attempt; the engine tells of failures

__all__ = ["KafkaLog", "KafkaUrl"]
