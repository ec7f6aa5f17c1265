"""Keys of an issuer elsewhere: cached, asked for anew within bounds, believed while the issuer is away."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from finsam_common.auth.discovery import FRESH_SECONDS, REFETCH_SECONDS, DiscoveredKeys
from finsam_common.problems import Unavailable

ISSUER = "https://issuer.example/realm"


def jwk(kid: str) -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    public: dict[str, Any] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key))
    return public | {"kid": kid, "use": "sig"}


class Issuer:
    """An issuer's web server, with a clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0
        self.name = ISSUER
        self.keys = [jwk("a")]
        self.asked = 0
        self.away = False

    def connect(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        if request.url.path == "/realm/.well-known/openid-configuration":
            return httpx.Response(200, json={"issuer": self.name, "jwks_uri": "https://issuer.example/keys"})
        self.asked += 1
        return httpx.Response(200, json={"keys": self.keys})


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer) -> DiscoveredKeys:
    return DiscoveredKeys(ISSUER, issuer.connect, lambda: issuer.now)


async def test_keys_are_fetched_once_for_many_tokens(issuer: Issuer, keys: DiscoveredKeys) -> None:
    found = await asyncio.gather(*(keys.find("a") for _ in range(20)))
    assert all(found)
    assert issuer.asked == 1


async def test_a_new_key_is_found_once_its_first_token_comes(issuer: Issuer, keys: DiscoveredKeys) -> None:
    await keys.find("a")
    issuer.keys.append(jwk("b"))
    issuer.now += REFETCH_SECONDS
    assert await keys.find("b") is not None


async def test_unknown_keys_cannot_make_us_hammer_the_issuer(issuer: Issuer, keys: DiscoveredKeys) -> None:
    await keys.find("a")
    issuer.now += REFETCH_SECONDS
    for number in range(50):
        assert await keys.find(f"forged-{number}") is None
    assert issuer.asked == 2


async def test_a_key_that_was_withdrawn_is_forgotten(issuer: Issuer, keys: DiscoveredKeys) -> None:
    await keys.find("a")
    issuer.keys = [jwk("b")]
    issuer.now += FRESH_SECONDS + 1
    assert await keys.find("a") is None


async def test_known_keys_are_believed_while_the_issuer_is_away(issuer: Issuer, keys: DiscoveredKeys) -> None:
    await keys.find("a")
    issuer.away = True
    issuer.now += FRESH_SECONDS + 1
    assert await keys.find("a") is not None


async def test_without_any_key_the_client_is_asked_to_come_back(issuer: Issuer, keys: DiscoveredKeys) -> None:
    issuer.away = True
    with pytest.raises(Unavailable) as refusal:
        await keys.find("a")
    assert "Retry-After" in refusal.value.headers


async def test_an_issuer_that_calls_itself_something_else_is_not_believed(issuer: Issuer, keys: DiscoveredKeys) -> None:
    issuer.name = "https://evil.example"
    with pytest.raises(Unavailable):
        await keys.find("a")


async def test_a_key_that_we_cannot_read_spoils_no_other(issuer: Issuer, keys: DiscoveredKeys) -> None:
    issuer.keys = [
        {"kty": "EC", "crv": "P-999", "kid": "odd", "x": "", "y": ""},
        {"kty": "oct", "kid": "s"},
        *issuer.keys,
    ]
    assert await keys.find("a") is not None
    assert await keys.find("odd") is None
