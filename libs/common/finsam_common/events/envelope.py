"""How an event travels: CloudEvents 1.0 in Kafka's binary form, the context in headers and the data as the value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from pydantic_core import SchemaValidator, core_schema
from sqlalchemy import RowMapping

from finsam_common.events.projections import Context
from finsam_common.transports import Record
from finsam_contracts.envelope import SPEC_VERSION, schema_uri

SOURCE_BASE: Final = "urn:finsam:service:"
_PREFIX: Final = "ce_"
PUBLISHED: Final = ("id", "key", "type", "data", "traceparent", "recorded_at", "position")
"""The columns of the outbox that a record is made of."""
_identity: Final = SchemaValidator(core_schema.uuid_schema()).validate_python
"""A text as UUID, in a quarter of the time that UUID itself takes; ValueError when it is none."""


class MalformedError(ValueError):
    """A record's headers are not the envelope of an event."""


def to_records(rows: Sequence[RowMapping], service: str, pointer: int) -> list[Record]:
    """Numbered outbox rows as they are published, with their ``epoch``; ``pointer`` is the position before them."""
    previous = [pointer, *(row["position"] for row in rows)]
    return [to_record(row, service, row["epoch"], before) for row, before in zip(rows, previous, strict=False)]


def to_record(row: RowMapping, service: str, epoch: UUID, previous: int) -> Record:
    """A numbered outbox row as it is published; ``previous`` is the position before it in its partition (0: none)."""
    key = row["key"].encode()
    headers = _constant(service, row["type"], epoch) | {
        "ce_id": str(row["id"]).encode(),
        "ce_subject": key,
        "ce_time": row["recorded_at"].isoformat().replace("+00:00", "Z").encode(),
        "ce_partitionkey": key,
        "ce_position": b"%d" % row["position"],
        "ce_previous": b"%d" % previous,
    }
    if row["traceparent"]:
        headers["ce_traceparent"] = row["traceparent"].encode()
    return Record(row["key"], row["data"].encode(), headers)


@lru_cache(maxsize=512)
def _constant(service: str, type_name: str, epoch: UUID) -> dict[str, bytes]:
    """The headers that all events of a type have in common."""
    attributes = {
        "specversion": SPEC_VERSION,
        "source": SOURCE_BASE + service,
        "type": type_name,
        "dataschema": schema_uri(type_name),
        "epoch": str(epoch),
    }
    headers = {_PREFIX + name: value.encode() for name, value in attributes.items()}
    return {"content-type": b"application/json", **headers}


def context_of(record: Record) -> Context:
    """The envelope of a record. MalformedError when it has none, or one that cannot be read."""
    headers = record.headers
    try:
        traceparent = headers.get("ce_traceparent")
        return Context(
            _identity(headers["ce_id"].decode()),
            _text(headers["ce_type"]),
            _text(headers["ce_source"]),
            record.key,
            datetime.fromisoformat(headers["ce_time"].decode()),
            _epoch(headers["ce_epoch"]),
            int(headers["ce_position"]),
            int(headers["ce_previous"]),
            None if traceparent is None else traceparent.decode(),
        )
    except (KeyError, ValueError) as error:
        raise MalformedError(type(error).__name__) from error


@lru_cache(maxsize=512)
def _text(value: bytes) -> str:
    """What many events have in common, decoded once."""
    return value.decode()


@lru_cache(maxsize=64)
def _epoch(value: bytes) -> UUID:
    return UUID(value.decode())
