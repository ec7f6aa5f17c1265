"""Parked keys as operators page through and look into them: what waits, since when and why, never what it says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from sqlalchemy import ColumnElement, RowMapping, Table, func, select, tuple_

from finsam_common.bodies import Link
from finsam_common.db.units import Read
from finsam_common.operations.schemas import ParkedDetail, ParkedHeaders, ParkedKeyState, ParkedSummary
from finsam_common.problems import NotFound
from finsam_common.transports.headers import headers_of_text

SHOWN: Final = frozenset(
    {"specversion", "id", "source", "type", "subject", "time", "dataschema", "partitionkey", "traceparent"}
    | {"epoch", "position", "previous"}
)
"""The CloudEvents attributes that the platform itself sets: identities, numbers and names of types."""
LONGEST: Final = 200
_PREFIX: Final = "ce_"


class KeyName(NamedTuple):
    """A parked key: events of one aggregate that one set could not hear."""

    projection_set: str
    topic: str
    key: str

    @property
    def id(self) -> str:
        """Its name in a URL: opaque, for a key may hold any character."""
        return base64.urlsafe_b64encode(to_json(list(self))).decode().rstrip("=")

    @classmethod
    def of(cls, id_: str) -> KeyName:
        """The key of an id; NotFound when it is none."""
        try:
            text = base64.urlsafe_b64decode(id_ + "=" * (-len(id_) % 4))
            return cls(*TypeAdapter(tuple[str, str, str]).validate_json(text))
        except (ValidationError, binascii.Error, ValueError):
            raise NotFound from None


async def parked_keys(
    read: Read, sets: Collection[str], after: KeyName | None, limit: int, only: KeyName | None = None
) -> Sequence[RowMapping]:
    """The first event of each key with the key's ``count`` and ``since``, in the order of set, topic and key."""
    parked = read.metadata.tables["parked"]
    c = parked.c
    name = (c.projection_set, c.topic, c.key)
    place = func.row_number().over(partition_by=name, order_by=(c.partition, c.offset)).label("place")
    count = func.count().over(partition_by=name).label("count")
    since = func.min(c.parked_at).over(partition_by=name).label("since")
    wanted = select(*_summary(parked), c.projection_set, c.topic, c.key, place, count, since)
    wanted = wanted.where(c.projection_set.in_(sorted(sets)))
    if after is not None:
        wanted = wanted.where(tuple_(*name) > tuple_(*after))
    if only is not None:
        wanted = wanted.where(_of_key(parked, only))
    found = wanted.subquery()
    in_order = select(found).where(found.c.place == 1).order_by(found.c.projection_set, found.c.topic, found.c.key)
    return await read.all(in_order.limit(limit))


async def parked_events(read: Read, name: KeyName, after: tuple[int, int] | None, limit: int) -> Sequence[RowMapping]:
    """The parked events of a key in their order, after a partition and offset."""
    parked = read.metadata.tables["parked"]
    statement = select(*_summary(parked)).where(_of_key(parked, name))
    if after is not None:
        statement = statement.where(tuple_(parked.c.partition, parked.c.offset) > tuple_(*after))
    return await read.all(statement.order_by(parked.c.partition, parked.c.offset).limit(limit))


async def parked_event(read: Read, name: KeyName, partition: int, offset: int) -> RowMapping | None:
    """One parked event with its headers and the size of its data."""
    parked = read.metadata.tables["parked"]
    at = _of_key(parked, name) & (parked.c.partition == partition) & (parked.c.offset == offset)
    size = func.length(parked.c.value).label("bytes")
    return await read.one_or_none(select(*_summary(parked), parked.c.headers, size).where(at))


def summary(row: RowMapping) -> ParkedSummary:
    """An event as a list shows it."""
    return ParkedSummary(id=f"{row['partition']}-{row['offset']}", **_told(row))


def detail(row: RowMapping, href: str) -> ParkedDetail:
    """An event with its envelope."""
    return ParkedDetail(
        id=f"{row['partition']}-{row['offset']}",
        headers=_headers(row["headers"]),
        bytes=row["bytes"],
        links={"self": Link(href=href, rel="self")},
        **_told(row),
    )


def state(row: RowMapping, collection: str) -> ParkedKeyState:
    """A key; ``collection`` is the URL of all of them."""
    name = KeyName(row["projection_set"], row["topic"], row["key"])
    href = f"{collection}/{name.id}"
    links = {"self": Link(href=href, rel="self"), "events": Link(href=f"{href}/events", rel="events")}
    links |= {verb: Link(href=f"{href}/{verb}", rel=verb, method="POST") for verb in ("retries", "skips")}
    return ParkedKeyState(
        id=name.id, count=row["count"], since=row["since"], first=summary(row), links=links, **name._asdict()
    )


def _summary(parked: Table) -> list[ColumnElement[Any]]:
    return [parked.c[name] for name in ParkedSummary.model_fields if name != "id"]


def _told(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ParkedSummary.model_fields if name != "id"}


def _of_key(parked: Table, name: KeyName) -> ColumnElement[bool]:
    return (
        (parked.c.projection_set == name.projection_set) & (parked.c.topic == name.topic) & (parked.c.key == name.key)
    )


def _headers(text: str) -> ParkedHeaders:
    given = headers_of_text(text)
    ours = {name.removeprefix(_PREFIX): value for name, value in given.items() if name.removeprefix(_PREFIX) in SHOWN}
    shown = {name: value.decode("utf-8", "replace")[:LONGEST] for name, value in sorted(ours.items())}
    return ParkedHeaders(attributes=shown, others=len(given) - len(shown))
