"""The gateway: who passes, what it refuses and in which words, and that it finds the replica that lives."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from finsam_cluster.cluster import Cluster
from finsam_cluster.processes import Process

OPEN = "/registry/v1/federations"
CLOSED = "/allocation/v1/runs"
FILES = "/followup/v1/interventions/submissions"


def problem(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code and instance of a refusal, which says them twice."""
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["type"] == f"urn:finsam:problem:{said['code']}"
    return answer.status_code, said["code"], said["instance"]


def forged(cluster: Cluster, key: Any = None, **changes: Any) -> dict[str, str]:
    """A token that the issuer did not give: its key is ``key``, its claims are changed."""
    (own,) = json.loads(cluster.clients.issuer_keys.read_text())["keys"]
    now = int(time.time())
    claims = {
        "iss": cluster.topology.url("issuer"),
        "aud": "finsam",
        "sub": "steward",
        "client_id": "steward",
        "jti": "1",
        "iat": now,
        "exp": now + 60,
        "scope": "allocation:read",
        "organisation": "steward",
        "role": "steward",
        "federations": ["*"],
    }
    token = jwt.encode(claims | changes, key or jwt.PyJWK(own).key, "ES256", {"kid": own["kid"], "typ": "at+jwt"})
    return {"Authorization": f"Bearer {token}"}


def test_what_is_public_needs_no_token(door: httpx.Client) -> None:
    assert door.get(OPEN).status_code == 200
    assert problem(door.get(CLOSED)) == (401, "unauthenticated", CLOSED)


def test_a_token_of_the_issuer_opens_the_door(door: httpx.Client, cluster: Cluster, steward: dict[str, str]) -> None:
    assert door.get(CLOSED, headers=steward).status_code == 200
    assert door.get(CLOSED, headers=forged(cluster)).status_code == 200, "the forger of the other tests knows how"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"key": ec.generate_private_key(ec.SECP256R1())}, (401, "unauthenticated")),
        ({"exp": 1}, (401, "unauthenticated")),
        ({"iss": "http://issuer.invalid"}, (401, "unauthenticated")),
        ({"aud": "another"}, (403, "forbidden")),
    ],
    ids=["another's key", "expired", "another issuer", "another audience"],
)
def test_forged_tokens_do_not_even_reach_what_is_public(
    door: httpx.Client, cluster: Cluster, changes: dict[str, Any], refusal: tuple[int, str]
) -> None:
    assert problem(door.get(OPEN, headers=forged(cluster, **changes))) == (*refusal, OPEN)


@pytest.mark.parametrize("path", ["/registry/metrics", "/registry/livez", "/followup/readyz", "/metrics", "/nothing"])
def test_what_is_inside_stays_inside(door: httpx.Client, path: str) -> None:
    assert problem(door.get(path)) == (404, "not-found", path)


def test_escaped_slashes_are_no_way_round(cluster: Cluster) -> None:
    assert problem(httpx.get(cluster.url + "/registry%2Fv1/federations"))[:2] == (400, "bad-request")


def test_a_request_is_as_large_as_is_taken_and_a_file_larger(door: httpx.Client, steward: dict[str, str]) -> None:
    large = b" " * (2**20 + 1)
    once = steward | {"Idempotency-Key": "large"}
    assert problem(door.post("/registry/v1/imports", content=large, headers=once))[:2] == (413, "too-large")
    rows = (b"not a row".ljust(99) + b"\n") * 20_000
    ndjson = once | {"Content-Type": "application/x-ndjson"}
    answer = door.post(FILES + "?dryRun=true", content=rows, headers=ndjson, timeout=120)
    assert answer.status_code == 201
    assert len(answer.content.splitlines()) == 20_000


def test_links_begin_where_the_caller_is_whatever_it_says(door: httpx.Client, cluster: Cluster) -> None:
    lies = {"Forwarded": "host=evil.example;proto=https", "X-Forwarded-Host": "evil.example"}
    link = door.get(OPEN, headers=lies).json()["links"]["self"]["href"]
    assert link.startswith(f"{cluster.url}{OPEN}")


def test_every_api_is_on_the_page_at_the_root(door: httpx.Client, cluster: Cluster) -> None:
    page = door.get("/").text
    for service in cluster.topology.services:
        assert f'href="/{service}/v1/docs"' in page
        assert door.get(f"/{service}/v1/docs").status_code == 200


def test_a_dead_replica_is_not_missed(door: httpx.Client, cluster: Cluster) -> None:
    cluster.replicas["registry-1"].kill()
    assert {door.get(OPEN).status_code for _ in range(40)} == {200}


def test_two_dead_replicas_are_told_of(door: httpx.Client, cluster: Cluster) -> None:
    for number in (1, 2):
        cluster.replicas[f"registry-{number}"].kill()
    refused = door.get(OPEN)
    assert problem(refused) == (503, "unavailable", OPEN)
    assert int(refused.headers["retry-after"]) > 0


def test_what_dies_with_its_replica_is_asked_of_another(cluster: Cluster, steward: dict[str, str]) -> None:
    """A read, and what carries a key; what carries none might be done twice."""
    ndjson = steward | {"Content-Type": "application/x-ndjson"}

    def read(door: httpx.Client) -> httpx.Response:
        return door.get("/followup/v1/webhooks", headers=steward)

    def submit(door: httpx.Client) -> httpx.Response:
        key = {"Idempotency-Key": str(uuid4())}
        return door.post(FILES + "?dryRun=true", content=b"not a row\n", headers=ndjson | key)

    def update(door: httpx.Client) -> httpx.Response:
        return door.delete(f"/followup/v1/webhooks/{uuid4()}", headers=steward)

    assert answers_while_one_dies(cluster, read) == {200}
    assert answers_while_one_dies(cluster, submit) == {201}
    assert 503 in answers_while_one_dies(cluster, update)


def answers_while_one_dies(cluster: Cluster, ask: Callable[[httpx.Client], httpx.Response]) -> set[int]:
    """The statuses of requests of which some were with a replica when it died."""
    one = cluster.replicas["followup-1"]
    while said_of(cluster, one, "health_flags") != "healthy":
        time.sleep(0.05)
    one.signal(signal.SIGSTOP)
    with httpx.Client(base_url=cluster.url, timeout=60) as door, ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(ask, door) for _ in range(8)]
        while said_of(cluster, one, "rq_active") == "0":
            time.sleep(0.05)
        one.kill()
        answered = {each.result().status_code for each in asked}
    one.start()
    one.wait()
    return answered


def said_of(cluster: Cluster, replica: Process, what: str) -> str:
    """What the gateway's administrator sees of a replica."""
    (port,) = (each.port for each in cluster.topology.replicas if each.name == replica.name)
    said = httpx.get(cluster.topology.url("gateway", "admin") + "/clusters").text
    (found,) = re.findall(rf"127\.0\.0\.1:{port}::{what}::(.*)", said)
    return str(found)
