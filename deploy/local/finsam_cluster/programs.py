"""Programs that the cluster consists of: started, watched and ended, none left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import httpx

PATIENCE_SECONDS: Final = 60.0
LEAVE_SECONDS: Final = 15.0
"""How long a program may take to end before it is killed."""


class ProgramEndedError(Exception):
    """A program ended, or was not ready in time; the message has the last lines that it wrote."""


class Program:
    """One process in a group of its own, so that Ctrl-C reaches the cluster alone, which ends it in order.

    It is told to end when the cluster is killed (``setpriv --pdeathsig``). What it says goes to ``<folder>/<name>.log``.
    """

    def __init__(
        self, name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._command = ("setpriv", "--pdeathsig", "TERM", "--", *command)
        self._folder = folder
        self._environment = environment or {}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's id; None when it does not run."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, again if it has ended."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self._folder,
                env=os.environ | dict(self._environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def send(self, what: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self._process is not None and self.running:
            self._process.send_signal(what)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """End it and wait; it is killed when it takes too long. Its exit code, None when it was never started."""
        if self._process is None:
            return None
        self.send(how)
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                return await self._process.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            return await self._process.wait()

    async def finish(self) -> None:
        """Start it and wait until it has done its work. Raises ProgramEndedError when it could not."""
        await self.start()
        assert self._process is not None
        code = await self._process.wait()
        if code != 0:
            raise ProgramEndedError(f"{self.name} ended with {code}.\n{self.last_words()}")

    async def answers(self, url: str, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until it answers a GET with success. Raises ProgramEndedError."""
        deadline = time.monotonic() + patience
        async with httpx.AsyncClient(timeout=5) as http:
            while self.running and time.monotonic() < deadline:
                try:
                    if (await http.get(url)).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)
        raise ProgramEndedError(f"{self.name} does not answer at {url}.\n{self.last_words()}")

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-lines:])
