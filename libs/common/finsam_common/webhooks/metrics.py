"""What operators watch of webhooks. No URL and no organisation is a label."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge

DELIVERIES: Final = Counter("finsam_webhook_deliveries", "Attempts to deliver by how they ended", ["service", "result"])
WEBHOOKS: Final = Gauge("finsam_webhooks", "Webhooks by status", ["service", "status"])
OLDEST_UNDELIVERED: Final = Gauge(
    "finsam_webhook_oldest_undelivered_seconds",
    "Age of the oldest published event that an active webhook has not got",
    ["service"],
)
