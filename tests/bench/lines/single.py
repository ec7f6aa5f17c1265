"""Single registrations over HTTP: through one worker and two, against PostgreSQL alone and FastAPI alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench import limits
from tests.bench.bench import Bench
from tests.bench.database import require_registered
from tests.bench.followup import Followup, prepare
from tests.bench.line import Goal, Line, Side, Values
from tests.bench.load import post
from tests.bench.registering import each_of, new_prefix


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """Workers are started anew for every round, so that the relay is where the workers are."""
    followup, seconds, warm_up = prepare(bench), bench.size(10.0, 0.5), bench.size(1.0, 0.1)
    how_long = bench.size(f"--time={seconds:.0f}", "--transactions=20")
    pattern = bench.folder / "single.sql"
    pattern.write_text(limits.script(followup.database_url, followup.pattern), "utf-8")
    with limits.bare(bench, "tests.bench.bare") as port:
        yield (
            lambda: through(followup, "1 worker", 1, seconds, warm_up),
            lambda: through(followup, "2 workers", 2, seconds, warm_up),
            lambda: {"pgbench": limits.pgbench(followup.peer_url, pattern, how_long)},
            lambda: {"bare FastAPI": answered(followup, port, seconds)},
        )


def through(followup: Followup, name: str, workers: int, seconds: float, warm_up: float) -> Values:
    """Registrations a second through so many workers, and what one takes of their processors (ms)."""
    prefix = new_prefix("single")
    with followup.workers(f"single, {name}", workers) as running:
        ports = [one.port for one in running]
        post(ports, each_of(followup.offices, new_prefix("warm")), warm_up)
        before = sum(one.processor for one in running)
        done = post(ports, each_of(followup.offices, prefix), seconds)
        processor = sum(one.processor for one in running) - before
    require_registered(followup.look, prefix, done.names)
    return {name: done.rate, f"{name}, processor": 1000 * processor / len(done.names)}


def answered(followup: Followup, port: int, seconds: float) -> float:
    """Registrations a second that the bare route answers."""
    return post([port], each_of(followup.offices, "bare", "/interventions"), seconds).rate


LINE = Line(
    name="single",
    says="registrations one by one over 32 connections, durable with event and key before the answer",
    goals=(
        Goal("one worker; pgbench inserting the same rows", "1 worker", "rows/s", "pgbench", at_least=0.35),
        Goal("two workers; the same", "2 workers", "rows/s", "pgbench", at_least=0.50),
        Goal("one worker; a bare route that stores nothing", "1 worker", "rows/s", "bare FastAPI", at_least=0.45),
        Goal("one worker, its processor time a row, relay and all", "1 worker, processor", "ms"),
    ),
    open=sides,
)
