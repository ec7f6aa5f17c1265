"""The whole cluster: started as its user does, ended with Ctrl-C, nothing left behind."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from finsam_cluster.cluster import Cluster
from finsam_cluster.ports import is_free
from finsam_cluster.programs import Program
from finsam_cluster.topology import Topology
from tests.cluster.whole.company import Company, Office, federation

READY = "All is ready until Ctrl-C"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder, topology = Path(mkdtemp(prefix="finsam-cluster-")), _beside_others()
    folder.chmod(0o755)  # PostgreSQL's own user goes through it
    command = [sys.executable, "-m", "finsam_cluster", "up", "--folder", str(folder), "--shift", str(topology.shift)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said = _read_until_ready(process)
            assert said.count("http://") >= len(topology.services) + 3
            cluster = Cluster(folder, topology)
            yield cluster
        finally:
            process.send_signal(signal.SIGINT)
            last, _ = process.communicate(timeout=120)
    for one in cluster.processes:
        one.join()  # those that tests started again are our children
    assert process.returncode == 0, last
    assert _processes_of(folder) == []
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def left_whole(cluster: Cluster) -> Iterator[None]:
    """Whatever a test has killed or paused is back before the next, however the test ended."""
    yield
    for one in cluster.processes:
        one.signal(signal.SIGCONT)
    gone = [one for one in cluster.processes if one.pid is None]
    for one in gone:
        one.start()
    for one in gone:
        if isinstance(one, Program):
            one.wait()
    cluster.kafka.wait()


@pytest.fixture
def door(cluster: Cluster) -> Iterator[httpx.Client]:
    """Anybody at the gateway."""
    with httpx.Client(base_url=cluster.url, timeout=30) as client:
        yield client


@pytest.fixture
async def steward(cluster: Cluster) -> dict[str, str]:
    """The steward's header."""
    return {"Authorization": f"Bearer {await cluster.clients.token('steward')}"}


@pytest.fixture
async def company(cluster: Cluster) -> AsyncIterator[Company]:
    company = Company(cluster)
    yield company
    await company.close()


@pytest.fixture
async def office(company: Company) -> Office:
    """The system of a federation of the past."""
    return await federation(company)


def _beside_others() -> Topology:
    """Ports that nobody has, also not another cluster."""
    while True:
        topology = Topology.load(random.randrange(500, 12_000, 100))
        kafka = topology.port("kafka")
        if all(map(is_free, [*topology.ports.values(), *range(kafka, kafka + 12)])):
            return topology


def _read_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if READY in line:
            return said
    raise AssertionError(said)


def _processes_of(folder: Path) -> list[str]:
    """Command lines that name the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found
