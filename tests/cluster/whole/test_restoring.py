"""A database restored from its backup, as the operators' guide says, with the guide's own commands."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from finsam_cluster.cluster import Cluster
from finsam_cluster.programs import Program
from tests.cluster.whole.company import Company, Office, eventually, federation
from tests.cluster.whole.test_operating import told
from tests.guides.guide import GUIDES, steps

GUIDE = (GUIDES / "operate.md").read_text("utf-8")
BACKUP, RESTORE = re.findall(r"^```sh postgres\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
CAUGHT_UP = re.findall(r"^caught_up\(\) .*?done; }\n", GUIDE, re.MULTILINE | re.DOTALL)[0]
READY = re.findall(r"^ready\(\) .*\n", GUIDE, re.MULTILINE)[0]
IMPORT = "import() { touch drawn; until [ -e told ]; do sleep 0.1; done; }\n"
"""Lost facts are told anew by whoever registered them; the commands wait for it."""


def step(words: str) -> str:
    """The commands of the guide that have these words."""
    (found,) = [each.commands for each in steps("operate.md") if words in each.commands]
    return found


async def walk(company: Company, folder: Path, commands: str) -> str:
    """Run commands of the guide against the gateway, as the operator; what they say."""
    who = {"FINSAM_URL": company.cluster.url, "FINSAM_TOKEN": await company.cluster.clients.token("operator")}
    who |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    who |= {"REGISTRY": company.cluster.postgres.url_of("registry").replace("+asyncpg", "")}
    ran = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-c", "set -eu\n" + READY + CAUGHT_UP + IMPORT + commands],
        cwd=folder,
        env=os.environ | who,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


async def test_a_set_is_held_and_rebuilt_as_the_guide_says(company: Company, office: Office, tmp_path: Path) -> None:
    assert "resumed" in await walk(company, tmp_path, step("ops pause"))
    assert "swapped" in await walk(company, tmp_path, step("ops rebuild "))


@pytest.mark.timeout(300)
async def test_a_restored_database_begins_a_new_epoch_and_everybody_goes_on(
    cluster: Cluster, company: Company, office: Office, tmp_path: Path
) -> None:
    replicas = [cluster.replicas[f"registry-{number}"] for number in (1, 2)]
    before = await told(company, "relay", "registry")
    await walk(company, tmp_path, BACKUP)
    lost = await federation(company, "Finsam Förlorad", "2505")
    await eventually(lambda: is_known(company, lost.federation_id))
    for replica in replicas:
        replica.stop()
    await walk(company, tmp_path, RESTORE)
    for replica in replicas:
        replica.start()
    await eventually(lambda: wait_for_an_epoch(cluster, replicas))
    assert (await told(company, "relay", "registry"))["logAhead"]
    going_on = asyncio.create_task(walk(company, tmp_path, step("ops draw-epoch")))
    await eventually(lambda: exists(tmp_path / "drawn"))
    again = await federation(company, "Finsam Förlorad", "2505")
    (tmp_path / "told").touch()
    said = await going_on
    assert again.federation_id == lost.federation_id
    assert said.count("epoch-accepted") == 3
    assert "HTTP/1.1 200" in said
    after = await told(company, "relay", "registry")
    assert (after["logAhead"], after["epoch"] == before["epoch"]) == (False, False)
    for each in cluster.replicas.values():
        each.wait()
    drawn, *_ = await told(company, "audit", "registry")
    assert (drawn["act"], drawn["doneBy"]) == ("epoch-drawn", "operator")


async def is_known(company: Company, federation_id: str) -> bool:
    steward = await company.come("steward")
    return (await steward.get(f"/followup/v1/federations/{federation_id}")).status_code == 200


async def wait_for_an_epoch(cluster: Cluster, replicas: list[Program]) -> bool:
    return all([await waits_for_an_epoch(cluster, replica.name) for replica in replicas])


async def waits_for_an_epoch(cluster: Cluster, name: str) -> bool:
    (port,) = [one.port for one in cluster.topology.replicas if one.name == name]
    async with httpx.AsyncClient() as http:
        try:
            answer = await http.get(f"http://127.0.0.1:{port}/readyz")
        except httpx.TransportError:
            return False
    return answer.status_code == 503 and "waits for a new epoch" in answer.text


async def exists(path: Path) -> bool:
    return await asyncio.to_thread(path.exists)
