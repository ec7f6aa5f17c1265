"""`make run` on data that is there: when it can do its work, and what it holds in memory at rest."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from finsam_cluster.programs import Program
from tests.bench.bench import Bench
from tests.bench.line import Goal, Line, Side, Values
from tests.bench.worker import Worker

UP = "The platform stays up until Ctrl-C."
PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.02
LOADED_WHEN_USED = ("aiosqlite", "httptools", "uvloop")
NAMES = """
import sys
import finsam_demo.command
from finsam_common.service import installed
installed()
foreign = [name for name, module in sys.modules.items() if getattr(module, "__spec__", None)
           and name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith(("finsam_", "_"))]
print(*foreign)
"""
"""Prints the third-party modules that the platform loads, in their order."""


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """The first start makes the databases and, but for the smoke form, the example data of two years."""
    folder, port = bench.new_folder("run"), bench.port("registry", 1)
    environment = {"DATA_DIR": str(folder / "data"), "PORT": str(port)}
    program = Program("run", folder, [sys.executable, "-m", "finsam_demo"], "finsam_demo", environment=environment)
    worker, idle = Worker(program, port), bench.size(15.0, 0.1)
    _start(worker)
    if not bench.smoke:
        _wait_until_up(worker)
    _end(worker)
    names = subprocess.run([sys.executable, "-c", NAMES], capture_output=True, text=True, check=True).stdout.split()
    yield (lambda: started(worker, idle), lambda: {"imports": imported([*names, *LOADED_WHEN_USED])})


def started(worker: Worker, idle: float) -> Values:
    """Seconds until it is ready, and its memory (MB) after a rest."""
    seconds = _start(worker)
    try:
        time.sleep(idle)
        return {"start": seconds, "memory": worker.memory}
    finally:
        _end(worker)


def imported(names: Sequence[str]) -> float:
    """Seconds that a bare interpreter takes to import modules and end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {', '.join(names)}"], check=True)
    return time.perf_counter() - begun


def _start(worker: Worker) -> float:
    begun = time.perf_counter()
    worker.program.start()
    while not _ready(worker.port):
        if worker.program.pid is None or time.perf_counter() - begun > PATIENCE_SECONDS:
            raise TimeoutError(worker.program.tail())
        time.sleep(POLL_SECONDS)
    return time.perf_counter() - begun


def _ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _wait_until_up(worker: Worker) -> None:
    """Wait until the main job has shown the report."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while UP not in worker.program.log.read_text("utf-8"):
        if worker.program.pid is None or time.monotonic() > deadline:
            raise TimeoutError(worker.program.tail())
        time.sleep(0.5)


def _end(worker: Worker) -> None:
    """As Ctrl-C does."""
    worker.program.signal(signal.SIGINT)
    worker.program.join()


LINE = Line(
    name="startup",
    says="`make run` a second time, until it is ready; importing the same packages in a bare interpreter",
    goals=(
        Goal("start; the imports alone", "start", "s", "imports", at_most=4),
        Goal("memory at rest", "memory", "MB", at_most=400),
    ),
    open=sides,
)
