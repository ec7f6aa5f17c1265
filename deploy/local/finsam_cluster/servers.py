"""The programs that answer HTTP, and how each is started: services, gateway, issuer, Prometheus."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from finsam_cluster.addresses import write_readdressed
from finsam_cluster.clients import Clients
from finsam_cluster.programs import Program
from finsam_cluster.topology import DEPLOY, LOOPBACK, Replica, Topology

MODULE: Final = "finsam_common.cli"
FINSAM: Final = (sys.executable, "-m", MODULE)


def replica(folder: Path, one: Replica, environment: Mapping[str, str]) -> Program:
    """A process of a service."""
    return Program(
        one.name,
        folder,
        [*FINSAM, "serve", one.service],
        MODULE,
        environment={**environment, "HOST": LOOPBACK, "PORT": str(one.port)},
        ready=f"http://{LOOPBACK}:{one.port}/readyz",
    )


def migration(folder: Path, service: str, environment: Mapping[str, str]) -> Program:
    """What brings a service's database to its newest revision, and ends."""
    return Program(f"migrate-{service}", folder, [*FINSAM, "migrate", service], MODULE, environment=environment)


def issuer(folder: Path, topology: Topology, clients: Clients) -> Program:
    """The provider of tokens (OpenID Connect)."""
    file, url = str(DEPLOY / "issuer" / "provider.mjs"), topology.url("issuer")
    environment = {
        "ISSUER": url,
        "HOST": LOOPBACK,
        "PORT": str(topology.port("issuer")),
        "KEYS": str(clients.issuer_keys),
        "CLIENTS": str(clients.file),
        "TOKEN_SECONDS": str(topology.said["issuer"]["token_seconds"]),
    }
    ready = f"{url}/.well-known/openid-configuration"
    return Program("issuer", folder, ["node", file], file, environment=environment, ready=ready)


def gateway(folder: Path, topology: Topology) -> Program:
    """Envoy, with the configuration of every deployment and the addresses of this one."""
    file = folder / "envoy.yaml"
    write_readdressed(DEPLOY / "gateway" / "envoy.yaml", file, topology.places)
    beside_python = Path(sys.executable).with_name("envoy")
    envoy = str(beside_python) if beside_python.exists() else shutil.which("envoy") or "envoy"
    command = [envoy, "-c", str(file), "--disable-hot-restart", "--concurrency", "2", "--log-level", "warning"]
    return Program("gateway", folder, command, str(file), ready=topology.url("gateway") + "/readyz")


def prometheus(folder: Path, topology: Topology) -> Program:
    """Prometheus, which scrapes all of them."""
    file = folder / "prometheus.yml"
    write_readdressed(DEPLOY / "observability" / "prometheus.yml", file, topology.places)
    shutil.copyfile(DEPLOY / "observability" / "alerts.yaml", folder / "alerts.yaml")
    command = [
        "prometheus",
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={LOOPBACK}:{topology.port('prometheus')}",
    ]
    return Program("prometheus", folder, command, str(file), ready=topology.url("prometheus") + "/-/ready")
