"""Processes that this package starts: written down, and nothing else is ever ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

PATIENCE_SECONDS: Final = 20.0


class Process:
    """One server. Its process id stands in ``<folder>/<name>.pid``, what it says in ``<folder>/<name>.log``.

    ``mark`` is a word of its command line that no other process has, such as the path of its configuration: a process
    id is only ever signalled while its command line has it.
    """

    def __init__(self, name: str, folder: Path, command: Sequence[str], mark: str) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._pid_file = folder / f"{name}.pid"
        self._command = command
        self._mark = mark
        self._ending: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Begin; one left over from an earlier run is ended first. Ctrl-C of a terminal does not reach it."""
        self.kill()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if environment is None else {**os.environ, **environment},
                start_new_session=True,
            )
        self._pid_file.write_text(str(self._child.pid))

    @property
    def pid(self) -> int | None:
        """Its process id, while it lives, whoever started it last."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid  # its command line is empty for a moment whenever it becomes another program
        with suppress(OSError, ValueError):
            pid = int(self._pid_file.read_text())
            if pid == self._ending or self._mark.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                return None if _has_ended(pid) else pid
        return None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing happens when it is gone."""
        if (pid := self.pid) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self.join()

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        self.terminate()
        self.join()

    def join(self) -> None:
        """Wait until it is gone; killed when that takes too long."""
        self._ending = self.pid
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.pid is not None:
            if time.monotonic() > deadline:
                self.signal(signal.SIGKILL)
            time.sleep(0.02)
        self._ending = None
        if self._child is not None:
            self._child.wait()
        self._pid_file.unlink(missing_ok=True)

    def tail(self, lines: int = 20) -> str:
        """The last that it said."""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-lines:])


def _has_ended(pid: int) -> bool:
    """Whether a process has let go of everything; one that ends loses its command line before its ports."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] in ("Z", "X")
