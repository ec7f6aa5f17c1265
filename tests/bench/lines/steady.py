"""Single registrations for minutes: no answer late, none lost, memory flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench.bench import Bench
from tests.bench.database import require_registered
from tests.bench.followup import Followup, prepare
from tests.bench.line import Goal, Line, Side, Values
from tests.bench.load import Answered, post
from tests.bench.registering import each_of, new_prefix
from tests.bench.worker import Worker

PARTS = 5


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """One worker, which has nothing else to do."""
    followup = prepare(bench)
    with followup.workers("steady") as (worker,):
        yield [lambda: held(followup, worker, bench.size(300, 1))]


def held(followup: Followup, worker: Worker, seconds: float) -> Values:
    """The load in parts, with a look at the memory between them: after the first part everything is warm."""
    memory = []
    parts: list[Answered] = []
    for _ in range(PARTS):
        prefix = new_prefix("steady")
        parts.append(post([worker.port], each_of(followup.offices, prefix), seconds / PARTS))
        require_registered(followup.look, prefix, parts[-1].names)
        memory.append(worker.memory)
    waited = sorted(moment for part in parts for moment in part.waited)
    return {
        "slowest": waited[-1],
        "repeated": sum(part.repeated for part in parts),
        "99 %": 1000 * waited[int(0.99 * len(waited))],
        "rate": sum(part.in_time for part in parts) / sum(part.seconds for part in parts),
        "memory after a fifth": memory[0],
        "memory at the end": memory[-1],
    }


LINE = Line(
    name="steady",
    says="the same through one worker for five minutes, every row checked",
    goals=(
        Goal("slowest answer", "slowest", "s", at_most=2),
        Goal("requests to be repeated (503)", "repeated", "", at_most=0),
        Goal("99 % of the answers", "99 %", "ms"),
        Goal("rows", "rate", "rows/s"),
        Goal(
            "memory at the end; after the first minute", "memory at the end", "MB", "memory after a fifth", at_most=1.1
        ),
    ),
    open=sides,
    rounds=1,
)
