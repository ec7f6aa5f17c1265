"""How an event travels: CloudEvents 1.0 in Kafka's binary form, the context in headers and the data as the value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping

from finsam_common.events.projections import Context
from finsam_common.transports import Record
from finsam_contracts.envelope import SPEC_VERSION, schema_uri

SOURCE_BASE: Final = "urn:finsam:service:"
_PREFIX: Final = "ce_"


class MalformedError(ValueError):
    """A record's headers are not the envelope of an event."""


def to_record(row: RowMapping, service: str, epoch: UUID, previous: int) -> Record:
    """A numbered outbox row as it is published; ``previous`` is the position before it in its partition (0: none)."""
    attributes = {
        "specversion": SPEC_VERSION,
        "id": str(row["id"]),
        "source": SOURCE_BASE + service,
        "type": row["type"],
        "subject": row["key"],
        "time": row["recorded_at"].astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "dataschema": schema_uri(row["type"]),
        "partitionkey": row["key"],
        "epoch": str(epoch),
        "position": str(row["position"]),
        "previous": str(previous),
    }
    if row["traceparent"]:
        attributes["traceparent"] = row["traceparent"]
    headers = {_PREFIX + name: value.encode() for name, value in attributes.items()}
    return Record(row["key"], row["data"].encode(), {"content-type": b"application/json", **headers})


def context_of(record: Record) -> Context:
    """The envelope of a record. MalformedError when it has none, or one that cannot be read."""
    try:
        attributes = {
            name.removeprefix(_PREFIX): value.decode()
            for name, value in record.headers.items()
            if name.startswith(_PREFIX)
        }
        return Context(
            id=UUID(attributes["id"]),
            type=attributes["type"],
            source=attributes["source"],
            key=record.key,
            time=datetime.fromisoformat(attributes["time"]),
            epoch=UUID(attributes["epoch"]),
            position=int(attributes["position"]),
            previous=int(attributes["previous"]),
            traceparent=attributes.get("traceparent"),
        )
    except (KeyError, ValueError) as error:
        raise MalformedError(type(error).__name__) from error
