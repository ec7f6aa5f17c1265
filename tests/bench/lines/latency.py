"""Commit to applied: from follow-up's commit to reporting's, one event at a time, beside produce to consume."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count, islice
from statistics import quantiles
from typing import Any, Final

import asyncpg
from confluent_kafka import Consumer, Producer, TopicPartition
from sqlalchemy import text

from finsam_cluster import servers
from finsam_cluster.topology import Replica
from finsam_common.events.news import ANNOUNCE
from finsam_common.transports import partitions_of
from tests.bench.bench import Bench
from tests.bench.brokers import FOLLOWUP, PEER, have_empty, said, to_peers
from tests.bench.database import plain, tell
from tests.bench.engine import Engine, run
from tests.bench.line import Goal, Line, Side, Values, require_all
from tests.bench.telling import COUNTED, outbox_rows, records

SEEDS: Final = count(1)
PATIENCE_SECONDS: Final = 20.0
PAUSE_SECONDS: Final = 0.03
TELL_WHEN_APPLIED: Final = (
    "CREATE OR REPLACE FUNCTION tell_applied() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_notify('applied', NEW.id::text); RETURN NULL; END $$",
    "CREATE OR REPLACE TRIGGER tell_applied AFTER INSERT ON headcounts FOR EACH ROW EXECUTE FUNCTION tell_applied()",
)


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """A process of each of the two services, doing nothing else."""
    followup, reporting = Engine(bench, "followup"), Engine(bench, "reporting")
    have_empty(bench.kafka, [*FOLLOWUP, *PEER])
    for statement in TELL_WHEN_APPLIED:
        tell(reporting.database_url, statement)
    events = bench.size(300, 10)
    with ExitStack() as stack:
        for engine in (followup, reporting):
            stack.enter_context(_running(bench, engine))
        run(_through(followup, reporting, 5))
        yield (
            lambda: _percentiles("applied", run(_through(followup, reporting, events))),
            lambda: _percentiles("consumed", _raw(bench, events)),
        )


async def _through(followup: Engine, reporting: Engine, events: int) -> list[float]:
    """Seconds from each event's commit until PostgreSQL tells that the row of it is committed."""
    applied: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(plain(reporting.database_url))
    await listener.add_listener("applied", lambda *told: applied.put_nowait(str(told[-1])))
    waited = []
    async with followup.at_work() as (database, _):
        for row in _headcounts(events):
            async with database.write() as uow:
                await uow.insert(database.metadata.tables["outbox"], [row])
                await uow.execute(text(ANNOUNCE))
            begun = time.perf_counter()
            found = await asyncio.wait_for(applied.get(), PATIENCE_SECONDS)
            waited.append(time.perf_counter() - begun)
            require_all(found in row["data"], 1, "events applied")
            await asyncio.sleep(PAUSE_SECONDS)
    await listener.close()
    return waited


def _headcounts(events: int) -> Iterator[dict[str, Any]]:
    rows = outbox_rows(events * 2 + len(COUNTED), next(SEEDS))
    return islice((row for row in rows if row["type"] == COUNTED[0].event_name), events)


def _raw(bench: Bench, events: int) -> list[float]:
    """Seconds from produce to consume of the same records, through librdkafka."""
    producer = Producer({**said(bench.kafka), "acks": "all", "enable.idempotence": True, "linger.ms": 0})
    consumer = Consumer({**said(bench.kafka), "group.id": "bench", "enable.auto.commit": False})
    here = [TopicPartition(*partition) for partition in partitions_of(PEER)]
    for at in here:
        at.offset = consumer.get_watermark_offsets(at, timeout=PATIENCE_SECONDS)[1]
    consumer.assign(here)
    waited = []
    for partition, record in [*to_peers(records(events + 5, next(SEEDS)))]:
        begun = time.perf_counter()
        headers = list(record.headers.items())
        producer.produce(partition.topic, record.value, record.key.encode(), partition.number, headers=headers)
        message = consumer.poll(PATIENCE_SECONDS)
        waited.append(time.perf_counter() - begun)
        require_all(message is not None and message.value() == record.value, 1, "records consumed")
        producer.poll(0)
        time.sleep(PAUSE_SECONDS)
    consumer.close()
    return waited[5:]  # the first ones look for the partitions' leaders


@contextmanager
def _running(bench: Bench, engine: Engine) -> Iterator[None]:
    port = next(one.port for one in bench.topology.replicas if (one.service, one.number) == (engine.name, 1))
    environment = bench.environment(engine.name, engine.bus_url)
    program = servers.replica(bench.folder, Replica(engine.name, 1, port), environment)
    program.start()
    try:
        program.wait()
        yield
    finally:
        program.stop()


def _percentiles(name: str, waited: Sequence[float]) -> Values:
    hundredths = quantiles(waited, n=100, method="inclusive")
    return {f"{name}, p50": hundredths[49] * 1000, f"{name}, p99": hundredths[98] * 1000}


LINE = Line(
    name="latency",
    says="one event at a time on an idle system, from the commit in one service to the commit in another",
    goals=(
        Goal("p50; produce → consume", "applied, p50", "ms", "consumed, p50", at_most=2.0),
        Goal("p99; produce → consume", "applied, p99", "ms", "consumed, p99", at_most=3.0),
    ),
    open=sides,
)
