"""Events on their way out: rows that are committed with the state that they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from finsam_common.transports import partition_of
from finsam_contracts import Event


class Emitted(NamedTuple):
    """An event that a unit of work lets out, with the trace it belongs to and when it was recorded (UTC)."""

    id: UUID
    event: Event
    traceparent: str | None
    recorded_at: datetime


def outbox_rows(emitted: Sequence[Emitted]) -> list[dict[str, object]]:
    """The rows of table ``outbox``, in the order in which the events were let out; the relay numbers them later.

    Which partition an event goes to never changes, so it is said here and not worked out by the one relay.
    """
    return [
        {
            "id": each.id,
            "topic": each.event.topic.name,
            "key": each.event.key,
            "type": each.event.event_name,
            "data": each.event.model_dump_json(),
            "traceparent": each.traceparent,
            "recorded_at": each.recorded_at,
            "partition": partition_of(each.event.key, each.event.topic.partitions),
        }
        for each in emitted
    ]
