"""The keys of an issuer elsewhere, by OpenID Connect discovery: cached, and asked for anew within bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import httpx
import jwt
import structlog

from finsam_common.problems import Unavailable

log = structlog.get_logger()

FRESH_SECONDS: Final = 600.0
REFETCH_SECONDS: Final = 30.0
"""An unknown key id makes the keys be fetched again, but not more often than this, whoever asks."""
TIMEOUT_SECONDS: Final = 5.0
_RETRY_AFTER: Final = 5


class DiscoveredKeys:
    """The keys that ``<issuer>/.well-known/openid-configuration`` leads to.

    Keys that are known go on being believed while the issuer cannot be reached.
    """

    def __init__(
        self,
        issuer: str,
        connect: Callable[[], httpx.AsyncClient] = httpx.AsyncClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._connect = connect
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._tried = self._fetched = float("-inf")
        self._turn = asyncio.Lock()

    async def find(self, kid: str) -> jwt.PyJWK | None:
        """The key by its id; None when the issuer has none of that id. Raises Unavailable when no key is known yet."""
        if kid not in self._keys or self._age() > FRESH_SECONDS:
            async with self._turn:
                await self._refresh(kid)
        if not self._keys:
            raise Unavailable("The issuer of tokens cannot be reached.", retry_after=_RETRY_AFTER)
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        known = kid in self._keys and self._age() <= FRESH_SECONDS
        if known or self._clock() - self._tried < REFETCH_SECONDS:
            return
        self._tried = self._clock()
        try:
            self._keys = await self._fetch()
        except (httpx.HTTPError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            log.warning("issuer.unreachable", issuer=self._issuer, error=type(error).__name__)
        else:
            self._fetched = self._tried

    async def _fetch(self) -> dict[str, jwt.PyJWK]:
        async with self._connect() as client:
            discovery = await _get(client, self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if discovery["issuer"] != self._issuer:
                raise ValueError("the issuer calls itself something else")
            document = await _get(client, discovery["jwks_uri"])
        return {key["kid"]: usable for key in document["keys"] if (usable := _usable(key)) is not None}

    def _age(self) -> float:
        return self._clock() - self._fetched


async def _get(client: httpx.AsyncClient, url: str) -> Any:
    response = await client.get(url, timeout=TIMEOUT_SECONDS)
    return response.raise_for_status().json()


def _usable(key: Any) -> jwt.PyJWK | None:
    """A signing key that we can read; an issuer may publish others beside it."""
    if "kid" not in key or key.get("use", "sig") != "sig" or key.get("kty") not in ("RSA", "EC"):
        return None
    try:
        return jwt.PyJWK(key)
    except jwt.PyJWTError:
        return None
