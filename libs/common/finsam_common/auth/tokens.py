"""Verifies bearer tokens: JWT access tokens (RFC 9068) of the configured issuers."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, Protocol, cast
from uuid import UUID

import jwt

from finsam_common.auth.principal import ROLES, Principal, Role
from finsam_common.problems import Unauthenticated

ALGORITHMS: Final = ("ES256", "RS256")
LEEWAY_SECONDS: Final = 10
_REQUIRED: Final = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]
_TYPES: Final = ("at+jwt", "application/at+jwt")
_MAX_LENGTH: Final = 8192
KEPT: Final = 1000
"""So many verified tokens are remembered, the last used ones."""
KEPT_SECONDS: Final = 60.0
"""A signature is verified anew after this, so that a key that was withdrawn is not believed for long."""


class Keys(Protocol):
    """The public keys of one issuer."""

    async def find(self, kid: str) -> jwt.PyJWK | None:
        """The key by its id; None when the issuer has none of that id. Raises Unavailable when it cannot be asked."""


class Tokens:
    """Turns an Authorization header into a Principal; nothing in a token is believed before its signature holds.

    A token whose signature held is remembered by its hash, until it expires, for a minute at most.
    """

    def __init__(self, issuers: Mapping[str, Keys], audience: str, clock: Callable[[], float] = time.time) -> None:
        self._issuers = dict(issuers)
        self._audience = audience
        self._clock = clock
        self._kept: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal | None:
        """Who the bearer is; None without a token. Raises Unauthenticated on one that is not valid."""
        if not authorization:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("The only scheme is Bearer.")
        if len(token) > _MAX_LENGTH:
            raise _invalid("it is too long")
        name = sha256(token.encode()).digest()
        kept = self._kept.get(name)
        if kept is not None and self._clock() < kept[0]:
            self._kept.move_to_end(name)
            return kept[1]
        return self._keep(name, await self._decoded(token))

    def _keep(self, name: bytes, found: tuple[float, Principal]) -> Principal:
        expires, principal = found
        self._kept[name] = (min(expires + LEEWAY_SECONDS, self._clock() + KEPT_SECONDS), principal)
        self._kept.move_to_end(name)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return principal

    async def _decoded(self, token: str) -> tuple[float, Principal]:
        """When a token expires and who its bearer is; raises Unauthenticated when it is not valid."""
        try:
            claims = await self._verified(token.strip())
            return float(claims["exp"]), _principal(claims)
        except jwt.ExpiredSignatureError:
            raise _invalid("it has expired") from None
        except (jwt.InvalidTokenError, jwt.PyJWKError):
            raise _invalid("its signature or claims do not hold") from None

    async def _verified(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS or str(header.get("typ", "")).lower() not in _TYPES:
            raise _invalid("it is not an access token signed with ES256 or RS256")
        issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss", ""))
        keys = self._issuers.get(issuer)
        key = await keys.find(str(header.get("kid", ""))) if keys else None
        if key is None or key.algorithm_name != algorithm:
            raise _invalid("its issuer or key is unknown")
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self._audience,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )


def _principal(claims: Mapping[str, Any]) -> Principal:
    role, organisation = claims.get("role"), claims.get("organisation")
    federations, scope = claims.get("federations", []), claims.get("scope", "")
    if not isinstance(role, str) or role not in ROLES:
        raise _invalid("it does not say the role")
    if not isinstance(organisation, str) or not 0 < len(organisation) <= 100:
        raise _invalid("it does not say the organisation")
    if not isinstance(federations, list) or not isinstance(scope, str):
        raise _invalid("its federations or scope cannot be read")
    everything = federations == ["*"]
    return Principal(
        subject=str(claims["sub"])[:200],
        organisation=organisation,
        role=cast(Role, role),
        scopes=frozenset(scope.split()),
        federations=frozenset() if everything else _uuids(federations),
        all_federations=everything,
    )


def _uuids(values: list[Any]) -> frozenset[UUID]:
    try:
        return frozenset(UUID(value) for value in values)
    except (ValueError, TypeError, AttributeError):
        raise _invalid("its federations cannot be read") from None


def _invalid(why: str) -> Unauthenticated:
    return Unauthenticated(f"The token is not valid: {why}.", error="invalid_token")
