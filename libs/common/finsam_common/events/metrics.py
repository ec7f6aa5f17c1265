"""What operators watch of the event engine."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge

_OF_SET: Final = ("service", "projection_set")
_OF_PARTITION: Final = (*_OF_SET, "topic", "partition")

OLDEST_UNPUBLISHED: Final = Gauge(
    "finsam_outbox_oldest_unpublished_seconds", "Age of the oldest event that is not yet in the log", ["service"]
)
UNPUBLISHED: Final = Gauge("finsam_outbox_unpublished_events", "Events that are not yet in the log", ["service"])
LOG_AHEAD: Final = Gauge(
    "finsam_relay_log_ahead", "1 while nothing is published because the database was restored", ["service"]
)
PUBLISHED: Final = Counter("finsam_events_published", "Events appended to the log", ["service", "topic"])
PUBLISH_RETRIES: Final = Counter(
    "finsam_publish_retries", "Batches that the log did not take and that are sent again", ["service", "topic"]
)
CONSUMED: Final = Counter("finsam_events_consumed", "Events applied", [*_OF_SET, "topic"])
DUPLICATES: Final = Counter("finsam_events_duplicate", "Events that had been applied before", [*_OF_SET, "topic"])
UNKNOWN: Final = Counter("finsam_events_unknown", "Events of types nobody subscribed to", [*_OF_SET, "type"])
RETRIES: Final = Counter("finsam_consume_retries", "Batches put off by an operational error", [*_OF_SET, "topic"])
LAG: Final = Gauge("finsam_lag_events", "Records in the log that have not been heard", _OF_PARTITION)
STOPPED: Final = Gauge("finsam_partition_stopped", "1 while a partition waits for an operator", _OF_PARTITION)
PARKED_KEYS: Final = Gauge("finsam_parked_keys", "Keys whose events wait for an operator", _OF_SET)
PAUSED: Final = Gauge("finsam_consumer_paused", "1 while an operator holds a projection set still", _OF_SET)
