"""Apache Kafka on one machine: three brokers with the listeners, users and rights that a deployment has."""

from __future__ import annotations

from finsam_cluster.kafka.cluster import Kafka
from finsam_cluster.kafka.properties import ADMINISTRATOR, BROKERS, Listener

__all__ = ["ADMINISTRATOR", "BROKERS", "Kafka", "Listener"]
