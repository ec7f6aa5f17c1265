"""The CloudEvents 1.0 envelope in which events travel, and the two extensions that make a loss visible."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

SPEC_VERSION: Final = "1.0"
SCHEMA_BASE: Final = "urn:finsam:schema:"


class Envelope(BaseModel):
    """One event with its context (CloudEvents 1.0, structured JSON).

    ``epoch`` and ``position`` number the events of one service without gaps; ``time`` is when the producer
    recorded the fact (UTC); ``subject`` and ``partitionkey`` are the event's key.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = SPEC_VERSION
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str = "application/json"
    dataschema: str
    partitionkey: str
    epoch: str
    position: int
    traceparent: str | None = None
    data: dict[str, Any]


def schema_uri(event_name: str) -> str:
    """The stable name of an event's JSON Schema."""
    return SCHEMA_BASE + event_name
