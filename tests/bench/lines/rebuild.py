"""A rebuild: reporting's projections made anew from a million events, beside reading them and dropping them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiokafka import AIOKafkaConsumer

from finsam_common.events.replay import rebuild
from finsam_common.events.waiting import together
from finsam_common.transports.kafka import KafkaUrl
from finsam_common.transports.kafka.translating import at_kafka
from tests.bench.bench import Bench
from tests.bench.brokers import FOLLOWUP, ends, have_empty, publish
from tests.bench.database import tell
from tests.bench.engine import Engine, run
from tests.bench.line import Goal, Line, Side, require_all
from tests.bench.lines.projection import require_rows
from tests.bench.telling import EPOCH, records


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """The log holds the events, and reporting has heard them."""
    events = bench.size(1_000_000, 3_000)
    reporting = Engine(bench, "reporting")
    have_empty(bench.kafka, FOLLOWUP)
    publish(bench.kafka, records(events, 0))
    _stand_at_the_end(bench, reporting)
    run(_rebuild(reporting, equal=False))
    yield (
        lambda: {"rebuilt": rebuilt(reporting, events)},
        lambda: {"read": run(_read(bench, reporting, events))},
    )


def rebuilt(reporting: Engine, events: int) -> float:
    """Seconds to rebuild every set and find it as it was."""
    begun = time.perf_counter()
    run(_rebuild(reporting, equal=True))
    seconds = time.perf_counter() - begun
    require_rows(reporting, events)
    return seconds


async def _rebuild(reporting: Engine, *, equal: bool) -> None:
    async with reporting.at_work() as (database, log):
        sets = reporting.service.hears
        compared = await together(rebuild(database, log, each) for each in sets)
    differing = [table.table for tables in compared for table in tables if not table.equal]
    if equal:
        require_all(len(differing), 0, "tables that differ")


async def _read(bench: Bench, reporting: Engine, events: int) -> float:
    """Seconds to read the same events with the client that the platform has, and to drop them."""
    consumer = AIOKafkaConsumer(
        **KafkaUrl.parse(reporting.bus_url).for_aiokafka(), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    begun = time.perf_counter()
    await consumer.start()
    consumer.assign([at_kafka(partition) for partition in ends(bench.kafka, FOLLOWUP)])
    read = 0
    while read < events:
        read += sum(map(len, (await consumer.getmany(timeout_ms=10_000)).values()))
    seconds = time.perf_counter() - begun
    await consumer.stop()
    require_all(read, events, "events read")
    return seconds


def _stand_at_the_end(bench: Bench, reporting: Engine) -> None:
    """As if the sets had heard everything: a rebuild goes as far as the live set has come."""
    at = ends(bench.kafka, FOLLOWUP)
    heard = [
        f"('{each.name}', '{partition.topic}', {partition.number}, {each.version}, {at[partition]}, '{EPOCH}', 0, 0)"
        for each in reporting.service.hears
        for partition in at
        if partition.topic in {topic.name for topic in each.topics}
    ]
    columns = '(projection_set, topic, partition, version, "offset", epoch, position, reacts_from)'
    tell(reporting.database_url, f"INSERT INTO inbox {columns} VALUES {', '.join(heard)}")


LINE = Line(
    name="rebuild",
    says="reporting's projections from the beginning of the log, compared with the live ones and put in their place",
    goals=(Goal("reading the same events and dropping them", "rebuilt", "s", "read", at_most=4.0),),
    open=sides,
)
