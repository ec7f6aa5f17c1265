"""Programs of the cluster: processes with an environment, that say when they are ready and end with the cluster."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx

from finsam_cluster.processes import Process

READY_SECONDS: Final = 60.0


class ProgramFailedError(Exception):
    """A program ended, or was not ready in time; the message has the last that it said."""


class Program(Process):
    """A process that answers a GET of ``ready`` with success when it can do its work.

    It is told to end when the cluster itself is killed, provided that the main thread started it.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        command: Sequence[str],
        mark: str,
        *,
        environment: Mapping[str, str] | None = None,
        ready: str = "",
    ) -> None:
        super().__init__(name, folder, ["setpriv", "--pdeathsig", "TERM", "--", *command], mark)
        self._environment = environment or {}
        self._ready = ready
        self._answer = ""

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Begin, with its own environment and whatever is given besides."""
        super().start({**self._environment, **(environment or {})})

    def is_ready(self) -> bool:
        """Whether it can do its work now."""
        try:
            with httpx.Client(timeout=5, trust_env=False, verify=False) as http:
                answer = http.get(self._ready)
        except httpx.TransportError:
            return False
        self._answer = answer.text
        return answer.is_success

    def wait(self, patience: float = READY_SECONDS) -> None:
        """Wait until it is ready. Raises ProgramFailedError."""
        deadline = time.monotonic() + patience
        while not self.is_ready():
            if self.pid is None or time.monotonic() > deadline:
                raise ProgramFailedError(f"{self.name} is not ready. {self._answer}\n{self.tail(6)}")
            time.sleep(0.3)

    def finish(self) -> None:
        """Wait until it has done its work and ended. Raises ProgramFailedError when it could not."""
        if self._child is None or self._child.wait() != 0:
            raise ProgramFailedError(f"{self.name} could not do its work.\n{self.tail(6)}")
        self.join()
