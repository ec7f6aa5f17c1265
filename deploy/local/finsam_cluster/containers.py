"""What docker-compose.yml mounts: passwords, certificates, the client list and each broker's configuration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from finsam_cluster.certificates import Authority
from finsam_cluster.clients import Clients
from finsam_cluster.kafka.identity import identity_in
from finsam_cluster.kafka.properties import (
    ADMINISTRATOR,
    BROKER,
    BROKERS,
    CONTROLLER_USER,
    Listener,
    Places,
    Secrets,
    properties,
)
from finsam_cluster.topology import Topology
from finsam_common.provisioning.accounts import SUBSCRIBERS
from finsam_common.provisioning.passwords import Passwords
from finsam_common.sealing import have_keys

DATA: Final = Path("/var/lib/kafka/data/log")
MOUNTED: Final = Path("/run/finsam")
PORTS: Final = {Listener.CLIENT: 9092, Listener.MTLS: 9093, Listener.CONTROLLER: 9094, Listener.INTERNAL: 9095}
_NUMBERS: Final = range(1, BROKERS + 1)
_BROKER_SH: Final = """set -e
kafka=/opt/kafka/bin properties={mounted}/server.properties
"$kafka/kafka-storage.sh" format --ignore-formatted -t {cluster} -c "$properties" {users}
exec "$kafka/kafka-server-start.sh" "$properties"
"""


@dataclass(frozen=True)
class Hosts(Places):
    """Every broker on a host of its own: ``kafka-1:9092``."""

    def address(self, broker: int, listener: Listener) -> str:
        """Where a broker listens for one way in."""
        return f"kafka-{broker}:{PORTS[listener]}"


def write_secrets(folder: Path, topology: Topology) -> None:
    """Write all of it; what is there is kept. The folder is its owner's alone; what is mounted any user may read."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    passwords = Passwords(folder / "passwords")
    for name in (*topology.services, *SUBSCRIBERS, ADMINISTRATOR, BROKER, CONTROLLER_USER):
        passwords.file(name)
    Clients(folder, topology).prepare()
    _write_brokers(folder, passwords)
    for service in topology.services:
        have_keys(folder / "keys" / f"{service}.keys")
    databases = Passwords(folder / "databases")
    words = {f"{service.upper()}_DATABASE_PASSWORD": databases.of(service) for service in topology.services}
    words["POSTGRES_PASSWORD"] = databases.of("postgres")
    (folder / "env").write_text("".join(f"{name}={word}\n" for name, word in words.items()))
    mounted = [
        folder / "issuer",
        folder / "passwords",
        folder / "keys",
        *(folder / f"kafka-{number}" for number in _NUMBERS),
    ]
    for path in [folder / "certificates" / "ca.pem", *mounted, *(file for part in mounted for file in part.iterdir())]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def _write_brokers(folder: Path, passwords: Passwords) -> None:
    authority = Authority(folder / "certificates")
    identity = identity_in(folder)
    users = " ".join(
        f"--add-scram 'SCRAM-SHA-512=[name={name},password={passwords.of(name)}]'" for name in (BROKER, ADMINISTRATOR)
    )
    own = (passwords.of(BROKER), passwords.of(CONTROLLER_USER))
    for number in _NUMBERS:
        there = folder / f"kafka-{number}"
        there.mkdir(exist_ok=True)
        (there / "ca.pem").write_bytes(authority.trusted.read_bytes())
        (there / "server.pem").write_bytes(authority.server(f"kafka-{number}").read_bytes())
        secrets = Secrets(*own, MOUNTED / "server.pem", MOUNTED / "ca.pem")
        (there / "server.properties").write_text(properties(number, Hosts("", 0), DATA, secrets))
        script = _BROKER_SH.format(mounted=MOUNTED, cluster=identity, users=users)
        (there / "broker.sh").write_text(script)
