"""The issuer really asks who comes: a key of one's own, used once, for no more than one may."""

from __future__ import annotations

import httpx
import jwt
import pytest

from finsam_cluster.clients import ASSERTION, TokenRefusedError
from finsam_cluster.cluster import Cluster

FEDERATION = "federation:5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"


def ask(cluster: Cluster, **form: str) -> httpx.Response:
    said = {"grant_type": "client_credentials", "scope": "registry:read", "client_assertion_type": ASSERTION}
    return httpx.post(cluster.topology.url("issuer") + "/token", data=said | form)


async def test_a_token_says_who_one_is(cluster: Cluster) -> None:
    token = await cluster.clients.token(FEDERATION)
    claims = jwt.decode(token, options={"verify_signature": False})
    said = (claims["organisation"], claims["role"], claims["federations"], claims["aud"])
    assert said == (FEDERATION, "federation", [FEDERATION.partition(":")[2]], "finsam")
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as system:
        assert (await system.get(cluster.url + "/allocation/v1/runs")).status_code == 200


async def test_nobody_gets_more_than_the_list_says(cluster: Cluster) -> None:
    with pytest.raises(TokenRefusedError, match="invalid_scope"):
        await cluster.clients.token("reader", "operate")


def test_a_proof_is_good_once(cluster: Cluster) -> None:
    proof = cluster.clients.assertion("reader")
    assert [ask(cluster, client_assertion=proof).status_code for _ in range(2)] == [200, 401]


def test_another_ones_key_proves_nothing(cluster: Cluster) -> None:
    mine = jwt.decode(cluster.clients.assertion("reader"), options={"verify_signature": False})
    key = cluster.clients.key_file("reader").read_bytes()
    forged = jwt.encode(mine | {"iss": "steward", "sub": "steward"}, key, "ES256")
    assert ask(cluster, client_assertion=forged).status_code == 401


@pytest.mark.parametrize("form", [{"client_id": "steward"}, {"client_id": "steward", "client_secret": "steward"}])
def test_without_a_key_there_is_no_token(cluster: Cluster, form: dict[str, str]) -> None:
    answer = httpx.post(cluster.topology.url("issuer") + "/token", data={"grant_type": "client_credentials"} | form)
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.json()
