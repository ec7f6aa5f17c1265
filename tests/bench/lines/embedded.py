"""Single registrations on SQLite and the local log, against one aiosqlite transaction a request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from finsam_cluster.programs import Program
from finsam_cluster.servers import FINSAM, MODULE
from tests.bench.bench import PREPARATION, Bench
from tests.bench.database import Look, require_registered, sqlite
from tests.bench.followup import form_federations
from tests.bench.limits import bare
from tests.bench.line import Goal, Line, Side
from tests.bench.load import post
from tests.bench.registering import PATH, Office, each_of, new_prefix


@dataclass(frozen=True)
class Embedded:
    """The platform on one data folder, as `finsam serve` has it when nothing is set."""

    bench: Bench
    folder: Path
    port: int

    def serving(self, line: str, *services: str) -> AbstractContextManager[Program]:
        """These services, or all, in one process."""
        environment = {"DATA_DIR": str(self.folder), "PORT": str(self.port), "LOG_LEVEL": "WARNING"}
        ready = f"http://127.0.0.1:{self.port}/readyz"
        command = [*FINSAM, "serve", *services]
        program = Program("embedded", self.folder, command, MODULE, environment=environment, ready=ready)
        return self.bench.measured(program, line)

    async def offices(self) -> list[Office]:
        """Federations that are formed now, with their tokens; the whole platform is up."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as http:
            http.headers["Authorization"] = f"Bearer {await _token(http, 'steward')}"
            federations = await form_federations(http, http)
            return [Office(each, await _token(http, f"federation:{each}")) for each in federations]


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """Each side has a process of its own; the database grows on from round to round, the peer's too."""
    embedded = Embedded(bench, bench.new_folder("embedded"), bench.port("registry", 1))
    with embedded.serving(PREPARATION):
        offices = asyncio.run(embedded.offices())
    seconds, stored = bench.size((1.0, 10.0), (0.1, 0.5)), embedded.folder / "peer.db"

    def through(*services: str) -> float:
        with embedded.serving(f"embedded, {' '.join(services) or 'all'}", *services):
            return rate(offices, embedded.port, PATH, sqlite(embedded.folder / "followup.db"), *seconds)

    with bare(bench, "tests.bench.bare_sqlite", str(stored)) as port:
        yield (
            lambda: {"followup": through("followup")},
            lambda: {"aiosqlite": rate(offices, port, "/interventions", sqlite(stored), *seconds)},
            lambda: {"platform": through()},
        )


def rate(offices: Sequence[Office], port: int, path: str, look: Look, warm_up: float, seconds: float) -> float:
    """Registrations a second after a warm-up, each of which is there afterwards."""
    prefix = new_prefix("embedded")
    post([port], each_of(offices, new_prefix("warm"), path), warm_up)
    done = post([port], each_of(offices, prefix, path), seconds)
    require_registered(look, prefix, done.names)
    return done.rate


async def _token(http: httpx.AsyncClient, client_id: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": client_id}
    answer = await http.post("/dev-issuer/token", data=form)
    return str(answer.raise_for_status().json()["access_token"])


LINE = Line(
    name="embedded",
    says="registrations one by one over 32 connections, on SQLite with synchronous=FULL and the local log",
    goals=(
        Goal("followup; bare FastAPI with aiosqlite", "followup", "rows/s", "aiosqlite", at_least=2),
        Goal("all services in the process; the same", "platform", "rows/s", "aiosqlite"),
    ),
    open=sides,
)
