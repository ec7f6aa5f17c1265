"""`finsam-cluster`: the real cluster on one machine until Ctrl-C, and the main job on it."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console

from finsam_cluster.clients import Clients, TokenRefusedError
from finsam_cluster.cluster import Cluster
from finsam_cluster.containers import write_secrets
from finsam_cluster.kafka import Listener
from finsam_cluster.kafka.cluster import KafkaFailedError
from finsam_cluster.kafka.jars import DownloadError, MissingToolError
from finsam_cluster.ports import PortTakenError, answers
from finsam_cluster.programs import ProgramFailedError
from finsam_cluster.topology import ROOT, Topology
from finsam_common.serve import DataFolderInUseError
from finsam_demo.gateway import RefusedError
from finsam_demo.job import job

FOLDER: Final = ROOT / "var" / "cluster"
WIDTH: Final = 100
FAILED, REFUSED = 1, 2


class JobFailedError(Exception):
    """The main job could not be done; the message says what was refused."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 when it has done its work, 1 when it failed, 2 when it could not begin."""
    chosen = _parser().parse_args(arguments)
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    for asked_to_end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_end, signal.default_int_handler)
    try:
        _COMMANDS[chosen.command](chosen.folder.absolute(), Topology.load(chosen.shift), console)
    except KeyboardInterrupt:
        return 0
    except DataFolderInUseError as error:
        return _refuse(f"{error} Is the cluster up already?")
    except (PortTakenError, MissingToolError, DownloadError) as error:
        return _refuse(str(error))
    except (ProgramFailedError, KafkaFailedError, JobFailedError, RuntimeError) as error:
        sys.stderr.write(f"finsam-cluster: {error}\n")
        return FAILED
    return 0


def up(folder: Path, topology: Topology, console: Console) -> None:
    """Start the cluster, say where it is, and keep it until Ctrl-C; then end all of it."""
    began = time.monotonic()
    cluster = Cluster(folder, topology)
    console.print(f"Starting the cluster; its data and logs are in {folder}", highlight=False)
    cluster.start(lambda what: console.print(f"  {time.monotonic() - began:4.1f} s  {what}", highlight=False))
    try:
        _links(cluster, console)
        cluster.watch(lambda name: console.print(f"{name} has ended; its log: {folder}", style="red"))
    finally:
        for impatience in (signal.SIGINT, signal.SIGTERM):
            signal.signal(impatience, signal.SIG_IGN)
        console.print("Ending …")
        cluster.stop()


def demo(folder: Path, topology: Topology, console: Console) -> None:
    """Do the main job on the cluster that is up. Raises JobFailedError."""
    if not answers(topology.port("gateway")):
        raise JobFailedError("the cluster is not up; `make cluster` starts it")
    clients = Clients(folder, topology)
    failures: list[str] = []
    try:
        asyncio.run(job(topology.url("gateway"), console, clients.token, topology.url("prometheus") + "/targets"))
    except* httpx.TransportError:
        failures.append("the cluster went away")
    except* (RefusedError, TokenRefusedError) as refused:
        failures += map(str, refused.exceptions)
    if failures:
        raise JobFailedError("\n".join(failures))


def secrets(folder: Path, topology: Topology, console: Console) -> None:
    """Write what docker-compose.yml mounts."""
    write_secrets(folder, topology)
    console.print(f"Passwords, certificates and configuration for containers are in {folder}", highlight=False)


def _links(cluster: Cluster, console: Console) -> None:
    url, topology = cluster.url, cluster.topology
    for what, where in (
        ("the platform", f"{url}/"),
        *((f"API {service}", f"{url}/{service}/v1/docs") for service in topology.services),
        ("issuer of tokens", topology.url("issuer") + "/.well-known/openid-configuration"),
        ("Prometheus", topology.url("prometheus") + "/targets"),
        ("gateway's statistics", topology.url("gateway", "admin") + "/clusters"),
        ("Kafka, by password", cluster.kafka.bootstrap()),
        ("Kafka, by certificate", cluster.kafka.bootstrap(Listener.MTLS)),
        ("PostgreSQL", f"127.0.0.1:{topology.port('postgres')}"),
    ):
        console.print(f"  {what:<22}{where}", highlight=False, soft_wrap=True)
    console.print("All is ready until Ctrl-C. `make cluster-demo` runs the main job on it.", style="bold")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="finsam-cluster", description=__doc__)
    parser.add_argument("command", choices=_COMMANDS, nargs="?", default="up")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where data, keys and logs are kept")
    parser.add_argument("--shift", type=int, default=0, help="added to every port, for a second cluster")
    return parser


def _refuse(why: str) -> int:
    sys.stderr.write(f"finsam-cluster: {why}\n")
    return REFUSED


_COMMANDS: Final[dict[str, Callable[[Path, Topology, Console], None]]] = {
    "up": up,
    "demo": demo,
    "secrets": secrets,
}

if __name__ == "__main__":
    sys.exit(main())
