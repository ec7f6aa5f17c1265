"""What is sent to an endpoint: an event, or a ping that is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from finsam_common.events.envelope import SOURCE_BASE
from finsam_common.webhooks.signing import signed_headers
from finsam_contracts import Envelope

CLOUD_EVENT = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class Message:
    """A body with the id that it has at every attempt: that of the event."""

    id: str
    body: bytes

    def headers(self, now: datetime, secrets: Sequence[str]) -> dict[str, str]:
        """What stands beside the body when it is sent now: its media type and its signatures."""
        return {"Content-Type": CLOUD_EVENT, **signed_headers(self.id, now, self.body, secrets)}


def event(envelope: Envelope) -> Message:
    """An event, in CloudEvents' structured JSON form."""
    return Message(str(envelope.id), envelope.model_dump_json(exclude_none=True).encode())


def ping(service: str, webhook_id: UUID, now: datetime) -> Message:
    """A CloudEvent that is in no log, to see whether an endpoint is there and can read what is sent."""
    told = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": SOURCE_BASE + service,
        "type": f"{service}.webhook-ping.v1",
        "subject": str(webhook_id),
        "time": now.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"webhookId": str(webhook_id)},
    }
    return Message(str(told["id"]), json.dumps(told).encode())
