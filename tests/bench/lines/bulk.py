"""A file of many registrations in one request, against COPY of what it writes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.database import ask, plain
from tests.bench.files import File
from tests.bench.followup import Followup, prepare
from tests.bench.line import Goal, Line, Side, Values, require_all
from tests.bench.worker import Worker

ROWS, SMOKE_ROWS, WARM_UP_ROWS = 100_000, 2_000, 1_000
OWN = {
    "intervention_heads": "SELECT * FROM intervention_heads WHERE external_id LIKE '{}-%'",
    "intervention_versions": "SELECT * FROM intervention_versions WHERE external_id LIKE '{}-%'",
    "outbox": 'SELECT * FROM outbox WHERE data LIKE \'%"externalId":"{}-%\'',
}
"""The rows of one file, table by table."""
CONNECTIONS = (("intervention_heads", "intervention_versions"), ("outbox",))
"""The tables that each connection fills, in one transaction."""


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """One worker takes a file; then PostgreSQL takes the same rows, which it wrote, from files."""
    followup, rows = prepare(bench), bench.size(ROWS, SMOKE_ROWS)
    with followup.workers("bulk") as (worker,):
        File.of(followup, WARM_UP_ROWS).send(worker.port)
        copy = Copy(followup, bench.new_folder("copied"))
        yield (lambda: taken(followup, worker, rows, copy), lambda: {"COPY": rows / copy.seconds(rows)})


@dataclass
class Copy:
    """COPY of the rows of the newest file into the peer's database."""

    followup: Followup
    folder: Path
    prefix: str = field(default="")

    def seconds(self, rows: int) -> float:
        """How long both connections take together; everything is there afterwards."""
        for table, own in OWN.items():
            _psql(self.followup.database_url, f"\\copy ({own.format(self.prefix)}) TO '{self._file(table)}'").wait()
        ask(self.followup.peer_url, f"TRUNCATE {', '.join(OWN)}")
        begun = time.perf_counter()
        running = [_psql(self.followup.peer_url, *map(self._copy, tables)) for tables in CONNECTIONS]
        codes = [each.wait() for each in running]
        seconds = time.perf_counter() - begun
        for table in OWN:
            require_all(ask(self.followup.peer_url, f"SELECT count(*) FROM {table}")[0][0], rows, f"copied {table}")
        require_all(codes.count(0), len(CONNECTIONS), "connections that ended well")
        return seconds

    def _copy(self, table: str) -> str:
        return f"\\copy {table} FROM '{self._file(table)}'"

    def _file(self, table: str) -> Path:
        return self.folder / table


def taken(followup: Followup, worker: Worker, rows: int, copy: Copy) -> Values:
    """Rows a second that the worker takes, and by how much its memory grows meanwhile."""
    file = File.of(followup, rows)
    worker.forget_peak()
    before = worker.memory
    sent = file.send(worker.port)
    growth = worker.peak - before
    file.require_taken(sent)
    copy.prefix = file.prefix
    return {"file": rows / sent.seconds, "growth": growth}


def _psql(url: str, *commands: str) -> subprocess.Popen[bytes]:
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    return subprocess.Popen(["psql", *options, plain(url), *(f"--command={each}" for each in commands)])


LINE = Line(
    name="bulk",
    says=f"{ROWS:,} registrations as NDJSON in one request, with rules, de-duplication and a result for each row",
    goals=(
        Goal("one worker; COPY of the same rows over two connections", "file", "rows/s", "COPY", at_least=0.35),
        Goal("growth of the worker's memory", "growth", "MB", at_most=50),
    ),
    open=sides,
)
