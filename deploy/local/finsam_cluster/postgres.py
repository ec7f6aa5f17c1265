"""PostgreSQL: one server, a database and a role for each service, no way from one to another's."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from finsam_cluster.ports import answers
from finsam_cluster.programs import Program, ProgramFailedError
from finsam_cluster.topology import DEPLOY, LOOPBACK
from finsam_common.provisioning.passwords import Passwords


class Postgres(Program):
    """The server. ``kill`` and ``start`` are a crash and what follows it."""

    def __init__(self, folder: Path, port: int, services: Sequence[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._data = folder / "server"
        self._port = port
        self._services = services
        self._passwords = Passwords(folder / "passwords")
        command = [str(DEPLOY / "local" / "postgres.sh"), "run", str(self._data), str(port)]
        super().__init__("postgres", folder, command, str(self._data))

    def prepare(self) -> None:
        """Have the databases and roles, once the server answers. Raises ProgramFailedError."""
        self.wait()
        administrator = {"PGUSER": "finsam", "PGPASSWORD": (self._data / "password").read_text("utf-8").strip()}
        there = {"PGHOST": LOOPBACK, "PGPORT": str(self._port), "PGDATABASE": "postgres", **administrator}
        roles = {f"{service.upper()}_DATABASE_PASSWORD": self._passwords.of(service) for service in self._services}
        done = subprocess.run(
            [DEPLOY / "postgres" / "roles.sh"],
            env={**os.environ, **there, **roles, "SERVICES": " ".join(self._services)},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise ProgramFailedError(f"the databases cannot be prepared.\n{done.stderr}{self.tail()}")

    def url_of(self, service: str, database: str | None = None) -> str:
        """Where a service reaches a database as its own role: its own database, if no other is named."""
        who = f"{service}:{self._passwords.of(service)}"
        return f"postgresql+asyncpg://{who}@{LOOPBACK}:{self._port}/{database or service}"

    def is_ready(self) -> bool:
        """Whether it listens; it may still be starting up."""
        return answers(self._port)

    def terminate(self) -> None:
        """End sessions, then the server; a SIGTERM would wait for the sessions' own end."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGINT)
