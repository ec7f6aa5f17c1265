"""The relay: from committed rows of the outbox to three brokers, beside librdkafka with the same events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from finsam_common.events.relay import Relay
from tests.bench.bench import Bench
from tests.bench.brokers import FOLLOWUP, PEER, have_empty, publish, published, to_peers
from tests.bench.engine import Engine, batches, run
from tests.bench.line import Goal, Line, Side, require_all
from tests.bench.telling import outbox_rows, records

SEEDS = count()
INSERTED = 5000


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """Topics are empty, and the outbox too."""
    events = bench.size(40_000, 2_000)
    engine = Engine(bench, "followup")
    have_empty(bench.kafka, [*FOLLOWUP, *PEER])
    yield (
        lambda: {"relay": relayed(bench, engine, events)},
        lambda: {"librdkafka": events / publish(bench.kafka, [*to_peers(records(events, 0))])},
    )


def relayed(bench: Bench, engine: Engine, events: int) -> float:
    """Events a second through the relay, each of which is in the log afterwards, once."""
    seconds = run(_relay(engine, events))
    ids = [dict(message.headers())["ce_id"] for message in published(bench.kafka, FOLLOWUP)]
    require_all(len(set(ids)), engine.count("outbox"), "events in the log")
    require_all(len(ids), engine.count("outbox"), "records in the log")
    return events / seconds


async def _relay(engine: Engine, events: int) -> float:
    async with engine.at_work() as (database, log):
        relay = Relay(database, log, engine.name)
        await relay.step()  # connected, with the lease
        for batch in batches(outbox_rows(events, next(SEEDS)), INSERTED):
            async with database.write() as uow:
                await uow.insert(database.metadata.tables["outbox"], batch)
        begun = time.perf_counter()
        while await relay.step():
            pass
        seconds = time.perf_counter() - begun
        await relay.close()
        return seconds


LINE = Line(
    name="relay",
    says="outbox to three brokers: acks=all, idempotent, TLS, one batch in flight in each partition",
    goals=(Goal("librdkafka with the same events", "relay", "events/s", "librdkafka", at_least=0.60),),
    open=sides,
)
