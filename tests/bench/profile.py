"""Where the time of a worker goes: its stack, looked at many times a second, by what it was busy with."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from finsam_cluster.programs import Program

LOOKS_A_SECOND: Final = 50
WAITING: Final = "waits for work"
LAYERS: Final[Mapping[str, str]] = {
    r"finsam_common/auth/": "token and rights",
    r"asyncpg/|aiosqlite/|sqlite3": "driver and wire to the database",
    r"sqlalchemy/": "SQLAlchemy",
    r"finsam_common/db/": "rows as one parameter",
    r"finsam_common/writes/|finsam_followup/": "rules, ledger, answers",
    r"finsam_common/web/": "doors: reading bodies, results of files",
    r"fastapi/|starlette/|uvicorn/": "FastAPI, Starlette, uvicorn",
    r"asyncio/": WAITING,
}
"""A look belongs to the first of these that names the innermost frame which any of them names."""
BESIDE: Final = re.compile(r"finsam_common/(events/(relay|consume)|transports/|runtime|webhooks/)")
"""With a frame of these anywhere, it belongs to what the process does beside answering."""


@contextmanager
def profiled(program: Program, file: Path) -> Iterator[None]:
    """Look at a running program until the end; needs the right to trace it (root, or CAP_SYS_PTRACE)."""
    options = ["--format=raw", "--nonblocking", f"--rate={LOOKS_A_SECOND}", "--duration=unlimited"]
    beside_python = Path(sys.executable).with_name("py-spy")
    spy = subprocess.Popen(
        [beside_python, "record", *options, f"--output={file}", f"--pid={program.pid}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        spy.send_signal(signal.SIGINT)
        spy.wait()


def shares(files: Iterable[Path]) -> dict[str, float]:
    """What share of the looks found the programs busy with what, the largest first."""
    counts: Counter[str] = Counter()
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            stack, _, count = line.rpartition(" ")
            counts[_layer(stack)] += int(count)
    counts.pop(WAITING, None)
    return {layer: count / counts.total() for layer, count in counts.most_common()}


def _layer(stack: str) -> str:
    if BESIDE.search(stack):
        return "relay, log, consumer"
    for frame in reversed(stack.split(";")):
        for pattern, layer in LAYERS.items():
            if re.search(pattern, frame):
                return layer
    return "Python itself"
