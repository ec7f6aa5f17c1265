"""One run of the bench: how much of everything, and the real parts, started when a line first needs them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from finsam_cluster import servers
from finsam_cluster.clients import Clients
from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_cluster.ports import is_free
from finsam_cluster.postgres import Postgres
from finsam_cluster.programs import Program
from finsam_cluster.topology import Topology
from finsam_common.provisioning import provision_log
from finsam_common.sealing import have_keys
from finsam_common.service import installed
from tests.bench.profile import profiled

PEER: Final = "peer"
"""The database that limits are measured in, beside those of the services."""

PREPARATION: Final = "preparation"
"""In place of a line's name: what is started to set one up."""

T = TypeVar("T")


class Bench:
    """What lines get. Everything that it starts ends when ``stack`` does; data and logs stand in ``folder``."""

    def __init__(self, folder: Path, stack: ExitStack, *, smoke: bool, profiles: Path | None = None) -> None:
        self.folder = folder
        self.smoke = smoke
        self._profiles = profiles
        self.stack = stack
        self.topology = _beside_others()
        self.clients = Clients(folder, self.topology)
        self._migrated: set[str] = set()

    def size(self, full: T, smoke: T) -> T:
        """How much of something: ``full``, or ``smoke`` in the short form."""
        return smoke if self.smoke else full

    def rounds(self, full: int) -> int:
        """How many: for a look at where the time goes, as in the short form, one is enough."""
        return self.size(full, 1) if self._profiles is None else 1

    def new_folder(self, name: str) -> Path:
        """An empty folder for a line."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    @contextmanager
    def measured(self, program: Program, line: str) -> Iterator[Program]:
        """A program that is started, ready and ended; when profiles are wanted, it has one for its line."""
        with running(program):
            if self._profiles is None:
                yield program
                return
            with profiled(program, self._profiles / f"{line}-{program.pid}.txt"):
                yield program

    def port(self, service: str, number: int) -> int:
        """Where a replica of a service answers."""
        return next(one.port for one in self.topology.replicas if (one.service, one.number) == (service, number))

    @cached_property
    def postgres(self) -> Postgres:
        """The server, with an empty database for each service and for peers."""
        postgres = Postgres(self.folder / "postgres", self.topology.port("postgres"), [*self.topology.services, PEER])
        self.stack.enter_context(running(postgres))
        postgres.prepare()
        return postgres

    @cached_property
    def issuer(self) -> str:
        """The URL of the issuer of tokens; ``clients`` get theirs from it."""
        self.clients.prepare()
        self.stack.enter_context(running(servers.issuer(self.folder, self.topology, self.clients)))
        return self.topology.url("issuer")

    @cached_property
    def kafka(self) -> Kafka:
        """Three brokers with the platform's topics, accounts and rights."""
        kafka = self.stack.enter_context(Kafka(self.folder / "kafka", self.topology.port("kafka")))
        provision_log(kafka.client_url(ADMINISTRATOR), installed(), self.folder / "kafka" / "passwords")
        return kafka

    def environment(self, service: str, bus_url: str) -> dict[str, str]:
        """What a process of a service is told: its own database on the server, tokens of the issuer."""
        return {
            "ENVIRONMENT": "production",
            "DATABASE_URL": self.postgres.url_of(service),
            "BUS_URL": bus_url,
            "ISSUERS": self.issuer,
            "SEALING_KEYS_FILE": str(have_keys(self.folder / "keys" / f"{service}.keys")),
            "LOG_LEVEL": "WARNING",
        }

    def migrate(self, service: str, environment: dict[str, str]) -> None:
        """Bring the database that the environment names to the newest revision of a service's, if no line has."""
        if (database := environment["DATABASE_URL"]) in self._migrated:
            return
        migration = servers.migration(self.folder, service, environment)
        migration.start()
        migration.finish()
        self._migrated.add(database)


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """A program that is started, ready, and ended."""
    program.start()
    try:
        program.wait()
        yield program
    finally:
        program.stop()


def _beside_others() -> Topology:
    """Ports that nobody has."""
    while True:
        topology = Topology.load(random.randrange(500, 12_000, 100))
        kafka = topology.port("kafka")
        if all(map(is_free, [*topology.ports.values(), *range(kafka, kafka + 12)])):
            return topology
