"""The projection: from events in the log to rows of reporting, beside PostgreSQL with the same upserts alone."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy import Table
from sqlalchemy.dialects import registry

from finsam_common.db import rows as many
from finsam_common.events.changes import table_of
from finsam_common.events.consume import Consumer
from finsam_common.events.hearing import Hearing
from finsam_common.events.inbox import Cursor
from finsam_common.events.reading import Trouble, read_batch
from finsam_common.events.waiting import first_of, together
from finsam_common.transports import Logged, Partition, Record
from tests.bench.bench import Bench
from tests.bench.brokers import FOLLOWUP, have_empty, publish
from tests.bench.database import plain
from tests.bench.engine import Engine, batches, run
from tests.bench.line import Goal, Line, Side, require_all
from tests.bench.telling import BUDGETED, COUNTED, MOMENT, REGISTERED, records, told

BATCH: Final = 1000
LOOK_SECONDS: Final = 0.02
HEARD: Final = "SELECT coalesce(sum(\"offset\"), 0)::int FROM inbox WHERE topic LIKE 'followup.%'"

Statement = tuple[str, str]
"""An upsert and its one parameter, made beforehand."""


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """The log holds the events; each side begins with empty tables."""
    events = bench.size(60_000, 2_000)
    reporting = Engine(bench, "reporting")
    have_empty(bench.kafka, FOLLOWUP)
    publish(bench.kafka, records(events, 0))
    statements = upserts(reporting, events)

    def side(work: Callable[[], float]) -> float:
        reporting.emptied()
        seconds = work()
        require_rows(reporting, events)
        return sum(expected(events).values()) / seconds

    yield (
        lambda: {"projected": side(lambda: run(_hear(reporting, events)))},
        lambda: {"bare SQL": side(lambda: run(_execute(reporting, statements)))},
    )


def expected(events: int) -> Mapping[str, int]:
    """How many rows each table has when so many events are applied."""
    of = told(events)
    return {
        "interventions": of[REGISTERED.event_name],
        "budgets": of[BUDGETED.event_name],
        "headcounts": of[COUNTED[0].event_name],
    }


def require_rows(reporting: Engine, events: int) -> None:
    """Raise LostRowsError unless every event was applied."""
    for table, rows in expected(events).items():
        require_all(reporting.count(table), rows, table)


async def _hear(reporting: Engine, events: int) -> float:
    """Seconds from the moment at which the first set is in its group until the last event is committed."""
    async with reporting.at_work() as (database, log):
        consumer = Consumer(database, log, reporting.name, reporting.service.hears, _no_answer)
        stop = asyncio.Event()
        begun = min(await together(_joined(hearing) for hearing in consumer.hearings.values()))
        running = asyncio.create_task(consumer.run(stop))
        looking = await asyncpg.connect(plain(reporting.database_url))
        while await looking.fetchval(HEARD) < events:
            await first_of(stop.wait(), timeout=LOOK_SECONDS)
        seconds = time.perf_counter() - begun
        await looking.close()
        stop.set()
        await running
        return seconds


async def _joined(hearing: Hearing) -> float:
    """When a set was in its group: Kafka takes seconds to share partitions, however many events there are."""
    await hearing.join()
    return time.perf_counter()


async def _no_answer(*_: Any) -> None:
    raise AssertionError("reporting answers nothing")


async def _execute(reporting: Engine, statements: Sequence[Statement]) -> float:
    connection = await asyncpg.connect(plain(reporting.database_url))
    begun = time.perf_counter()
    for statement, parameter in statements:
        async with connection.transaction():
            await connection.execute(statement, parameter)
    seconds = time.perf_counter() - begun
    await connection.close()
    return seconds


def upserts(reporting: Engine, events: int) -> Sequence[Statement]:
    """What the projection writes, in statements of 1,000 rows."""
    rows: defaultdict[Table, list[Mapping[str, Any]]] = defaultdict(list)
    for partition, found in _by_partition(events).items():
        for projection_set in reporting.service.hears:
            for arrival in read_batch(found, Cursor(1), projection_set).arrivals:
                assert not isinstance(arrival.outcome, Trouble), partition
                for change in projection_set.changes(arrival.outcome):
                    rows[table_of(change.table)].append(change.row)
    return [_upsert(table, batch) for table in rows for batch in batches(iter(rows[table]), BATCH)]


def _by_partition(events: int) -> Mapping[Partition, Sequence[Logged]]:
    found: defaultdict[Partition, list[Logged]] = defaultdict(list)
    for partition, record in records(events, 0):
        found[partition].append(_logged(partition, len(found[partition]), record))
    return found


def _logged(partition: Partition, offset: int, record: Record) -> Logged:
    return Logged(
        record.key,
        record.value,
        record.headers,
        topic=partition.topic,
        partition=partition.number,
        offset=offset,
        appended_at=MOMENT,
    )


def _upsert(table: Table, rows: Sequence[Mapping[str, Any]]) -> Statement:
    columns = tuple(rows[0])
    dialect = registry.load("postgresql.asyncpg")()
    statement = many.upsert_statement(table, columns, dialect)
    return str(statement).replace(":rows", "$1"), many.parameter(table, columns, rows, dialect)


LINE = Line(
    name="projection",
    says="events in the log to committed rows of reporting, one process, twelve partitions",
    goals=(Goal("the same upserts, 1,000 rows a transaction", "projected", "rows/s", "bare SQL", at_least=0.40),),
    open=sides,
)
