"""Every projection of every service: the rows that the log gives when each event is applied once, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from finsam_common.events.changes import Amend, Put, table_of
from finsam_common.events.projections import Change, Heard
from finsam_common.transports import Logged, Partition, partitions_of
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.checks.derived import derive
from tests.cluster.crash.checks.log import once
from tests.cluster.crash.evidence import Evidence, Finding, Hearer, Wrong

Tables = dict[Table, dict[tuple[Any, ...], dict[str, Any]]]


def check(evidence: Evidence) -> Iterator[Finding]:
    """Each table of each set: missing rows, rows too many, rows with other content."""
    for hearer in evidence.hearers:
        for table, due in expected(hearer, evidence.log).items():
            where = f"{table.name} in {hearer.service}"
            keys = [_key(table, row) for row in hearer.rows[table.name]]
            yield from same_once(where, due, keys)
            for key, row in zip(keys, hearer.rows[table.name], strict=True):
                if key in due and due[key] != dict(row):
                    yield Finding(Wrong.CHANGED, where, str(key))


def expected(hearer: Hearer, log: Mapping[Partition, Any]) -> Tables:
    """A set's tables by primary key, made of the log alone."""
    tables: Tables = {table: {} for table in hearer.set.tables}
    for partition in partitions_of(hearer.set.topics):
        for heard in _heard(hearer, log[partition]):
            for change in hearer.set.changes(heard):
                _apply(tables, change)
    derive(tables)
    return tables


def _heard(hearer: Hearer, records: list[Logged]) -> Iterator[Heard[Any]]:
    """The events of a partition that the set hears, each once, known from the latest append time up to there."""
    known: dict[int, datetime] = {}
    latest = None
    for record in records:
        latest = record.appended_at if latest is None else max(latest, record.appended_at)
        known[record.offset] = latest
    for record, context in once(records):
        if context.type in hearer.set.types:
            event = hearer.set.types[context.type].model_validate_json(record.value)
            yield Heard(event, context, known[record.offset], record.topic, record.partition, record.offset)


def _apply(tables: Tables, change: Change) -> None:
    table = table_of(change.table)
    rows, key = tables[table], _key(table, change.row)
    if isinstance(change, Put):
        rows[key] = {column.key: change.row.get(column.key) for column in table.columns}
    elif isinstance(change, Amend):
        if key in rows:
            rows[key] |= change.row
    else:
        rows.pop(key, None)


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.key] for column in table.primary_key)
