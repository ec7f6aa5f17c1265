"""Webhooks on the cluster: production leads nowhere inside; elsewhere whoever delivers may die, and all arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from finsam_cluster.cluster import Cluster
from tests.cluster.whole.company import REGISTERED, Company, Office, eventually, read_on, subjects
from tests.common.webhooks.receiver import Endpoint, listening

WEBHOOKS = "/followup/v1/webhooks"
DELIVERED = 'finsam_webhook_deliveries_total{result="delivered",service="followup"}'
MAY_COME_AGAIN = 20
"""Events between two steps of a webhook's pointer."""


@contextmanager
def restarted(cluster: Cluster, *names: str, **environment: str) -> Iterator[None]:
    """Replicas that are told something else for a while."""
    replicas = [cluster.replicas[name] for name in names]
    for told in (environment, {}):
        for replica in replicas:
            replica.stop()
        for replica in replicas:
            replica.start(told)
        for replica in replicas:
            replica.wait()
        if told:
            yield


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as endpoint:
        yield endpoint


async def ask(caller: httpx.AsyncClient, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    answer = await caller.post(WEBHOOKS + path, json=body, headers={"Idempotency-Key": uuid4().hex})
    return answer.status_code, answer.json()


async def remove(caller: httpx.AsyncClient, webhook: str) -> None:
    etag = (await caller.get(f"{WEBHOOKS}/{webhook}")).headers["etag"]
    assert (await caller.delete(f"{WEBHOOKS}/{webhook}", headers={"If-Match": etag})).is_success


@pytest.mark.parametrize(
    "url", ["http://localhost:8080/", "https://127.0.0.1/", "https://10.0.0.1/", "https://mottagare.example/"]
)
async def test_production_leads_only_where_it_is_allowed(company: Company, url: str) -> None:
    status, problem = await ask(await company.come("fk"), "", {"url": url, "types": [REGISTERED]})
    assert (status, problem["code"]) == (409, "webhook-url-refused")


async def test_an_allowed_name_that_leads_inside_is_not_connected_to(
    cluster: Cluster, company: Company, endpoint: Endpoint
) -> None:
    """The list of hosts names `localhost`: the name passes, its address does not, and nothing reaches the endpoint."""
    url = f"https://localhost:{endpoint.port}/"
    (port,) = [one.port for one in cluster.topology.replicas if one.name == "followup-1"]
    fk = await company.come("fk", url=f"http://127.0.0.1:{port}")
    with restarted(cluster, "followup-1", WEBHOOK_HOSTS="localhost"):
        status, webhook = await ask(fk, "", {"url": url, "types": [REGISTERED]})
        assert status == 201
        status, problem = await ask(fk, f"/{webhook['id']}/verifications")
        assert (status, problem["code"], problem["result"]) == (409, "webhook-not-verified", "not-allowed")
        await remove(fk, webhook["id"])
    assert endpoint.received == []


@pytest.mark.timeout(240)
async def test_what_one_delivers_another_goes_on_with_when_it_is_killed(
    cluster: Cluster, company: Company, office: Office, endpoint: Endpoint
) -> None:
    fk = await company.come("fk")
    with restarted(cluster, "followup-1", "followup-2", ENVIRONMENT="development"):
        _, webhook = await ask(fk, "", {"url": endpoint.url, "types": [REGISTERED]})
        assert (await ask(fk, f"/{webhook['id']}/verifications"))[0] == 200
        told = [(await office.registers())["id"] for _ in range(10)]
        await endpoint.until(5)
        killed = cluster.replicas[at_work(cluster)]
        killed.kill()
        told += [(await office.registers())["id"] for _ in range(40)]
        await eventually(lambda: has_all(endpoint, told))
        killed.start({"ENVIRONMENT": "development"})
        killed.wait()
        await remove(fk, webhook["id"])
    received = [event["subject"] for event in endpoint.events]
    in_order = [each for each in subjects(await read_on(fk)) if each in told]
    assert list(dict.fromkeys(received)) == in_order
    assert sorted(in_order) == sorted(told)
    assert len(received) - len(told) <= MAY_COME_AGAIN
    assert all(each.signed_with(webhook["secret"]) for each in endpoint.received)


async def test_secrets_lie_sealed_in_the_database(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.postgres.url_of("followup").replace("+asyncpg", ""))
    answers = "SELECT count(*) FROM idempotency_keys WHERE route LIKE '%/webhooks%' AND body LIKE $1"
    assert await connection.fetchval(answers, "sealed:%") > 0
    assert await connection.fetchval(answers, "%whsec_%") == 0
    await connection.close()


def at_work(cluster: Cluster) -> str:
    """The replica that has delivered something since it was started."""
    (found,) = [
        one.name
        for one in cluster.topology.replicas
        if one.service == "followup" and counted(f"http://127.0.0.1:{one.port}/metrics") > 1
    ]
    return found


def counted(url: str) -> float:
    (line,) = [line for line in httpx.get(url).text.splitlines() if line.startswith(DELIVERED)]
    return float(line.rpartition(" ")[2])


async def has_all(endpoint: Endpoint, told: list[str]) -> bool:
    await asyncio.sleep(0.2)
    return set(told) <= {event["subject"] for event in endpoint.events}
