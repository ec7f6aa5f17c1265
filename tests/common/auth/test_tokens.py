"""Which tokens are believed, and what is said of the others."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from finsam_common.auth.tokens import Tokens
from finsam_common.problems import Problem, Unauthenticated

ISSUER = "https://issuer.example"
FEDERATION = "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"
PRIVATE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = ec.generate_private_key(ec.SECP256R1())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "finsam",
    "sub": "system-1",
    "client_id": "system-1",
    "jti": "1",
    "iat": 1_700_000_000,
    "exp": 4_000_000_000,
    "scope": "followup:read followup:write",
    "organisation": "federation:x",
    "role": "federation",
    "federations": [FEDERATION],
}


class Published:
    """The issuer's keys, as they stand in its key set."""

    def __init__(self) -> None:
        curve = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(PRIVATE.public_key()))
        modulus = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key()))
        self._keys = {"ec": jwt.PyJWK(curve), "rsa": jwt.PyJWK(modulus | {"alg": "RS256"})}

    async def find(self, kid: str) -> jwt.PyJWK | None:
        return self._keys.get(kid)


TOKENS = Tokens({ISSUER: Published()}, "finsam")


def signed(key: Any = PRIVATE, algorithm: str = "ES256", kid: str = "ec", typ: str = "at+jwt", **claims: Any) -> str:
    kept = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return "Bearer " + jwt.encode(kept, key, algorithm, {"kid": kid, "typ": typ})


async def test_a_token_becomes_who_its_bearer_is() -> None:
    principal = await TOKENS.principal(signed())
    assert principal is not None
    assert (principal.subject, principal.organisation, principal.role) == ("system-1", "federation:x", "federation")
    assert principal.may("followup:write")
    assert principal.owns(UUID(FEDERATION))
    assert not principal.owns(UUID(int=0))


async def test_rs256_is_believed_too() -> None:
    assert await TOKENS.principal(signed(RSA, "RS256", "rsa")) is not None


async def test_a_star_is_every_federation() -> None:
    principal = await TOKENS.principal(signed(role="steward", federations=["*"]))
    assert principal is not None
    assert principal.owns(UUID(int=0))


async def test_without_a_token_there_is_nobody() -> None:
    assert await TOKENS.principal(None) is None


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(signed(exp=1_700_000_100), id="expired"),
        pytest.param(signed(nbf=3_900_000_000), id="not yet"),
        pytest.param(signed(aud="another-api"), id="for another audience"),
        pytest.param(signed(iss="https://evil.example"), id="of another issuer"),
        pytest.param(signed(STRANGER), id="signed by a stranger"),
        pytest.param(signed(kid="nobody"), id="of an unknown key"),
        pytest.param(signed(typ="JWT"), id="an identity token"),
        pytest.param(signed("a secret of some thirty-two bytes!!", "HS256"), id="symmetric"),
        pytest.param(signed(RSA, "RS512", "rsa"), id="RS512"),
        pytest.param(signed(RSA, "RS256", "ec"), id="the algorithm of another key"),
        pytest.param("Bearer " + jwt.encode(CLAIMS, "", "none", {"kid": "ec", "typ": "at+jwt"}), id="unsigned"),
        pytest.param(signed(client_id=None), id="without client_id"),
        pytest.param(signed(jti=None), id="without jti"),
        pytest.param(signed(exp=None), id="without expiry"),
        pytest.param(signed(role=None), id="without role"),
        pytest.param(signed(role="king"), id="of an unknown role"),
        pytest.param(signed(role=["steward"]), id="with a list of roles"),
        pytest.param(signed(organisation=""), id="of no organisation"),
        pytest.param(signed(federations=["all"]), id="with a federation that is no UUID"),
        pytest.param(signed(federations="*"), id="with federations that are no list"),
        pytest.param(signed(scope=["followup:write"]), id="with a list of scopes"),
        pytest.param("Bearer not.a.token", id="garbage"),
        pytest.param("Bearer ", id="empty"),
        pytest.param("Bearer " + "x" * 10_000, id="far too long"),
        pytest.param("Basic dXNlcjpwYXNz", id="another scheme"),
    ],
)
async def test_a_token_is_not_believed(authorization: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await TOKENS.principal(authorization)
    assert refusal.value.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_refusal_never_repeats_the_token() -> None:
    token = signed(exp=1_700_000_100)
    with pytest.raises(Problem) as refusal:
        await TOKENS.principal(token)
    assert token.removeprefix("Bearer ") not in json.dumps(refusal.value.render("/"))


class Counted(Published):
    """Keys that know how often they were asked for, and that can be withdrawn."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def find(self, kid: str) -> jwt.PyJWK | None:
        self.asked += 1
        return await super().find(kid)


async def test_a_token_that_held_is_remembered_for_a_minute_and_then_verified_anew() -> None:
    keys, now = Counted(), [1_800_000_000.0]
    tokens = Tokens({ISSUER: keys}, "finsam", clock=lambda: now[0])
    token = signed(sub="kept")
    first = await tokens.principal(token)
    keys.asked = 0
    assert await tokens.principal(token) is first
    assert keys.asked == 0
    keys._keys.clear()
    now[0] += 61
    with pytest.raises(Unauthenticated):
        await tokens.principal(token)


async def test_a_token_is_remembered_no_longer_than_it_holds() -> None:
    keys, now = Counted(), [4_000_000_000.0 - 5]
    tokens = Tokens({ISSUER: keys}, "finsam", clock=lambda: now[0])
    token = signed()
    await tokens.principal(token)
    now[0] += 5 + 11
    await tokens.principal(token)
    assert keys.asked == 2


async def test_what_was_refused_is_not_remembered_and_what_is_remembered_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("finsam_common.auth.tokens.KEPT", 2)
    tokens = Tokens({ISSUER: Counted()}, "finsam")
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await tokens.principal(signed(STRANGER))
    for number in range(5):
        await tokens.principal(signed(jti=str(number)))
    assert len(tokens._kept) == 2
