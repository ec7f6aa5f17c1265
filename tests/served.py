"""The platform as a process of its own, to be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

READY_SECONDS = 60


class Served:
    """``finsam serve`` on a free port and a data folder; ``environment`` as in its settings."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {"DATA_DIR": str(folder), "PORT": str(self.port), "LOG_LEVEL": "WARNING"}
        self.environment |= environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it is ready."""
        command = [sys.executable, "-c", "import sys; from finsam_common.cli import main; sys.exit(main(['serve']))"]
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        self.kill()
        raise AssertionError((self.folder / "serve.log").read_text())

    def kill(self) -> None:
        """End it without a word."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end, and wait; its exit code."""
        return self._end(signal.SIGTERM)

    def client(self, client_id: str, **options: Any) -> httpx.AsyncClient:
        """Somebody with a token of the development issuer."""
        form = {"grant_type": "client_credentials", "client_id": client_id}
        token = httpx.post(f"{self.url}/dev-issuer/token", data=form).raise_for_status().json()["access_token"]
        return httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, **options)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(how)
        code, self._process = self._process.wait(30), None
        return code


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
