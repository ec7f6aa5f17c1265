"""The log from its beginning: every event as it was committed and, repeated ones aside, in the order of its key."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from finsam_common.events.envelope import context_of
from finsam_common.events.projections import Context
from finsam_common.transports import Logged, Partition
from tests.cluster.crash.checks.counting import same_once
from tests.cluster.crash.evidence import Evidence, Finding, Row, Wrong


def check(evidence: Evidence) -> Iterator[Finding]:
    """Each service's outbox against its partitions."""
    by_service: defaultdict[str, dict[Partition, Sequence[Logged]]] = defaultdict(dict)
    for partition, records in evidence.log.items():
        by_service[partition.topic.split(".")[0]][partition] = records
    for service, rows in evidence.outbox.items():
        yield from _service(service, rows, evidence.epochs[service], by_service[service])


def once(records: Sequence[Logged]) -> list[tuple[Logged, Context]]:
    """The records of a partition without what was there before under the same epoch and position."""
    seen: set[tuple[UUID, int]] = set()
    first = []
    for record in records:
        context = context_of(record)
        if (context.epoch, context.position) not in seen:
            seen.add((context.epoch, context.position))
            first.append((record, context))
    return first


def repeated(evidence: Evidence) -> Counter[int]:
    """How often the log has what it had before, by position."""
    found: Counter[int] = Counter()
    for records in evidence.log.values():
        found.update(context_of(record).position for record in records)
        found.subtract(context.position for _, context in once(records))
    return +found


def _service(
    service: str, rows: Sequence[Row], epoch: UUID | None, partitions: Mapping[Partition, Sequence[Logged]]
) -> Iterator[Finding]:
    where = f"log of {service}"
    unique = {partition: once(records) for partition, records in partitions.items()}
    committed = {(row["topic"], row["partition"], row["position"]) for row in rows}
    logged = [(*partition, context.position) for partition, first in unique.items() for _, context in first]
    yield from same_once(where, committed, logged)
    by_position = {row["position"]: row for row in rows}
    for partition, records in partitions.items():
        yield from _as_committed(where, records, by_position, epoch)
        yield from _ascending(f"{where}, partition {partition.number} of {partition.topic}", unique[partition])


def _as_committed(
    where: str, records: Sequence[Logged], committed: Mapping[int, Row], epoch: UUID | None
) -> Iterator[Finding]:
    """Every record, repeated or not, is the row that was committed."""
    for record in records:
        context = context_of(record)
        row = committed.get(context.position)
        due = None if row is None else (row["id"], row["key"], row["data"].encode(), epoch)
        if due is not None and due != (context.id, record.key, record.value, context.epoch):
            yield Finding(Wrong.CHANGED, where, f"position {context.position}, offset {record.offset}")


def _ascending(where: str, first: Sequence[tuple[Logged, Context]]) -> Iterator[Finding]:
    """Positions ascend in each partition, and so in each key; each record names the one before it."""
    last = 0
    for record, context in first:
        if context.position < last or context.previous != last:
            yield Finding(Wrong.REORDERED, where, f"position {context.position} after {last}, offset {record.offset}")
        last = context.position
