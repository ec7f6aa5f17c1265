"""The cluster as a whole: what starts after what, when all is ready, and its end in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Never, Self

from finsam_cluster import servers
from finsam_cluster.clients import Clients
from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_cluster.ports import require_free
from finsam_cluster.postgres import Postgres
from finsam_cluster.processes import Process
from finsam_cluster.topology import Topology
from finsam_common.provisioning import provision_log
from finsam_common.sealing import have_keys
from finsam_common.serve import exclusive
from finsam_common.service import installed

Told = Callable[[str], None]


class Cluster:
    """Every program of a deployment on loopback, with its data and logs in a folder that the next start uses again.

    Start it in the main thread: programs end with the thread that started them.
    """

    def __init__(self, folder: Path, topology: Topology) -> None:
        self.folder = folder.absolute()
        self.topology = topology
        self.folder.mkdir(parents=True, exist_ok=True)
        self._hold = ExitStack()
        self.clients = Clients(self.folder, topology)
        self.kafka = Kafka(self.folder / "kafka", topology.port("kafka"))
        self.postgres = Postgres(self.folder / "postgres", topology.port("postgres"), topology.services)
        self.issuer = servers.issuer(self.folder, topology, self.clients)
        self.gateway = servers.gateway(self.folder, topology)
        self.prometheus = servers.prometheus(self.folder, topology)
        self.replicas = {
            one.name: servers.replica(self.folder, one, self.environment(one.service)) for one in topology.replicas
        }

    @property
    def url(self) -> str:
        """Where the platform is reached."""
        return self.topology.url("gateway")

    def start(self, told: Told = lambda _: None) -> None:
        """Start everything and wait until all of it is ready, or end what was started and raise what was wrong.

        ``told`` hears of what stands. Raises DataFolderInUseError, PortTakenError, ProgramFailedError, and what Kafka's
        start raises.
        """
        self._hold.enter_context(exclusive(self.folder))
        try:
            for process in self.processes:
                process.kill()  # left over from a run that could not end it
            require_free(self.topology.ports.values())
            self._start(told)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End everything: first those who ask, then those who are asked."""
        _end([self.gateway, self.prometheus])
        _end(list(self.replicas.values()))
        _end([self.issuer, self.postgres])
        self.kafka.stop()
        self._hold.close()

    def watch(self, told: Told) -> Never:
        """Tell of every program that ends, by name, for as long as nobody interrupts."""
        gone: set[str] = set()
        while True:
            ended = {process.name for process in self.processes if process.pid is None}
            for name in sorted(ended - gone):
                told(name)
            gone = ended
            time.sleep(1)

    def environment(self, service: str) -> dict[str, str]:
        """What a process of a service is told."""
        return {
            "ENVIRONMENT": "production",
            "DATABASE_URL": self.postgres.url_of(service),
            "BUS_URL": self.kafka.client_url(service),
            "ISSUERS": self.topology.url("issuer"),
            "SEALING_KEYS_FILE": str(have_keys(self.folder / "keys" / f"{service}.keys")),
            "PUBLIC_URL": self.url,
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self, told: Told) -> None:
        """Databases are migrated while the brokers find each other; no replica looks at either before it is whole."""
        self.clients.prepare()
        for program in (self.postgres, self.issuer, self.prometheus, self.gateway):
            program.start()
        self.postgres.prepare()
        told(f"PostgreSQL: {len(self.topology.services)} databases, each with a role of its own")
        migrations = [servers.migration(self.folder, one, self.environment(one)) for one in self.topology.services]
        for migration in migrations:
            migration.start()
        self.kafka.start()
        passwords = self.folder / "kafka" / "passwords"
        done = provision_log(self.kafka.client_url(ADMINISTRATOR), installed(), passwords)
        told(f"Kafka: {len(self.kafka.brokers)} brokers; topics and rights: {len(done)} changes")
        for migration in migrations:
            migration.finish()
        for replica in self.replicas.values():
            replica.start()
        for program in (self.issuer, self.prometheus, *self.replicas.values(), self.gateway):
            program.wait()
        told(f"{len(self.replicas)} processes of the services, behind the gateway")

    @property
    def processes(self) -> Sequence[Process]:
        """Everything that runs while the cluster does."""
        own = [self.gateway, self.prometheus, self.issuer, self.postgres, *self.replicas.values()]
        return [*own, *self.kafka.brokers.values()]


def _end(programs: Sequence[Process]) -> None:
    """Ask all of them to end, then wait for each."""
    for program in programs:
        program.terminate()
    for program in programs:
        program.join()
