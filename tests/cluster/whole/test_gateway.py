"""The gateway: who passes, what it refuses and in which words, and that it finds the replica that lives."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from finsam_cluster.cluster import Cluster

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


@pytest.mark.timeout(180)
def test_a_dead_replica_is_not_missed_and_two_are_told_of(door: httpx.Client, cluster: Cluster) -> None:
    one, other = (cluster.replicas[f"registry-{number}"] for number in (1, 2))
    one.kill()
    assert {door.get(OPEN).status_code for _ in range(40)} == {200}
    other.kill()
    try:
        refused = door.get(OPEN)
        assert problem(refused) == (503, "unavailable", OPEN)
        assert int(refused.headers["retry-after"]) > 0
    finally:
        for replica in (one, other):
            replica.start()
    for replica in (one, other):
        replica.wait()
    cluster.gateway.wait()
    assert door.get(OPEN).status_code == 200
