"""Single registrations while a large file comes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.bench.bench import Bench
from tests.bench.database import require_registered
from tests.bench.files import File
from tests.bench.followup import Followup, prepare
from tests.bench.line import Goal, Line, Side
from tests.bench.lines.bulk import ROWS, SMOKE_ROWS
from tests.bench.load import post, post_while
from tests.bench.registering import each_of, new_prefix


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """One worker has both."""
    followup, seconds, rows = prepare(bench), bench.size(10.0, 0.5), bench.size(ROWS, SMOKE_ROWS)
    with followup.workers("mixed") as (worker,):
        post([worker.port], each_of(followup.offices, new_prefix("warm")), bench.size(1.0, 0.1))
        yield (
            lambda: {"alone": alone(followup, worker.port, seconds)},
            lambda: {"beside a file": beside_a_file(followup, worker.port, rows)},
        )


def alone(followup: Followup, port: int, seconds: float) -> float:
    """Singles a second when there is nothing else."""
    prefix = new_prefix("alone")
    done = post([port], each_of(followup.offices, prefix), seconds)
    require_registered(followup.look, prefix, done.names)
    return done.rate


def beside_a_file(followup: Followup, port: int, rows: int) -> float:
    """Singles a second from the file's first byte to its last result."""
    file, prefix = File.of(followup, rows), new_prefix("beside")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(file.send, port)
        done = post_while([port], each_of(followup.offices, prefix), lambda: not sending.done())
    file.require_taken(sending.result())
    require_registered(followup.look, prefix, done.names)
    return done.rate


LINE = Line(
    name="mixed",
    says=f"registrations one by one over 32 connections while a file of {ROWS:,} rows comes in",
    goals=(Goal("one worker, beside the file; alone", "beside a file", "rows/s", "alone", at_least=0.5),),
    open=sides,
)
