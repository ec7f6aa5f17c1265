"""Follow-up as it is deployed, knowing federations that the registry has told of: what its lines stand on."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import httpx

from finsam_cluster import servers
from finsam_cluster.topology import ROOT, Replica
from tests.bench.bench import PEER, PREPARATION, Bench
from tests.bench.database import Look, postgres
from tests.bench.load import CONNECTIONS, post
from tests.bench.registering import Office, each_of
from tests.bench.worker import Worker
from tests.journeys.stories import form

MUNICIPALITIES = ROOT / "services/registry/finsam_registry/reference/data/municipalities.csv"
TRIES = 300


@dataclass(frozen=True)
class Followup:
    """Its databases are migrated and its federations known; nothing of it runs yet.

    ``pattern`` is the name of an intervention that is registered.
    """

    bench: Bench
    offices: Sequence[Office]
    pattern: str

    @property
    def database_url(self) -> str:
        """Where its rows are."""
        return self.bench.postgres.url_of("followup")

    @property
    def look(self) -> Look:
        """A look at its rows."""
        return postgres(self.database_url)

    @property
    def peer_url(self) -> str:
        """A database with the same tables, which no service looks at."""
        return self.bench.postgres.url_of(PEER)

    @contextmanager
    def workers(self, line: str, count: int = 1) -> Iterator[Sequence[Worker]]:
        """As many processes of it for a line, each on a port of its own, with relay and consumer as always."""
        with ExitStack() as stack:
            yield [
                stack.enter_context(_running(self.bench, "followup", number, line)) for number in range(1, count + 1)
            ]


@cache
def prepare(bench: Bench) -> Followup:
    """Migrate, let the registry form a federation for each connection, and wait until follow-up has heard of them.

    Once for all lines.
    """
    for service in ("registry", "followup"):
        bench.migrate(service, _environment(bench, service))
    bench.migrate("followup", _environment(bench, "followup") | {"DATABASE_URL": bench.postgres.url_of(PEER)})
    with _running(bench, "registry") as registry, _running(bench, "followup") as followup:
        federations = asyncio.run(_form(bench, registry.port, followup.port))
        tokens = [asyncio.run(bench.clients.token(f"federation:{each}")) for each in federations]
        offices = [Office(*each) for each in zip(federations, tokens, strict=True)]
        (pattern,) = post([followup.port], each_of(offices[:1], "pattern"), 0).names
    return Followup(bench, offices, pattern)


async def form_federations(registry: httpx.AsyncClient, followup: httpx.AsyncClient) -> list[UUID]:
    """Federations of one municipality each; both callers are the steward's."""
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:CONNECTIONS]
    formed = []
    for row in rows:
        code, region = row["municipality_code"], row["county_code"]
        formed.append(UUID(await form(registry, name=f"Finsam {code}", municipality=code, region=region)))
    for federation in formed:
        await _until_known(followup, federation)
    return formed


async def _until_known(followup: httpx.AsyncClient, federation: UUID) -> None:
    for _ in range(TRIES):
        if (await followup.get(f"/followup/v1/federations/{federation}")).is_success:
            return
        await asyncio.sleep(0.1)
    raise LookupError(f"follow-up has not heard of federation {federation}")


async def _form(bench: Bench, registry: int, followup: int) -> list[UUID]:
    header = {"Authorization": f"Bearer {await bench.clients.token('steward')}"}
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{registry}", headers=header) as at_registry,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{followup}", headers=header) as at_followup,
    ):
        return await form_federations(at_registry, at_followup)


@contextmanager
def _running(bench: Bench, service: str, number: int = 1, line: str = PREPARATION) -> Iterator[Worker]:
    replica = Replica(service, number, bench.port(service, number))
    with bench.measured(servers.replica(bench.folder, replica, _environment(bench, service)), line) as program:
        yield Worker(program, replica.port)


def _environment(bench: Bench, service: str) -> dict[str, str]:
    return bench.environment(service, f"local://{bench.folder / 'log.db'}")
