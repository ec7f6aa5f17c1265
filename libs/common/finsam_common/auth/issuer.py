"""The development issuer: tokens for everyone who asks, on a machine where nothing is real."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from finsam_common.auth.principal import EVENTS, RESTRICTED_EVENTS, SCOPES, Role
from finsam_common.settings import Settings

PATH: Final = "/dev-issuer"
KEY_FILE: Final = "development-issuer.pem"
LIFETIME_SECONDS: Final = 8 * 3600
"""A working day: nobody is protected by these tokens."""

_SUBSCRIBES: Final = frozenset({EVENTS})
"""Not for a federation: the events tell of every federation."""
_READS: Final = frozenset(scope for scope in SCOPES if scope.endswith(":read")) - _SUBSCRIBES
_WRITES: Final = frozenset(scope for scope in SCOPES if scope.endswith(":write"))
_CLIENTS: Final[dict[str, tuple[Role, frozenset[str]]]] = {
    "steward": ("steward", _READS | _WRITES | _SUBSCRIBES | {RESTRICTED_EVENTS}),
    "operator": ("operator", _READS | {"operate"}),
    "fk": ("reader", _READS | _SUBSCRIBES),
    "af": ("reader", _READS | _SUBSCRIBES),
    "reader": ("reader", frozenset({"registry:read", "reporting:read"}) | _SUBSCRIBES),
}
_FEDERATION: Final = re.compile(r"^federation:([0-9a-f-]{36})$")


class UnknownClientError(Exception):
    """There is no client of this name."""


class DevelopmentIssuer:
    """Issues tokens signed with a key of its own, which is made at first start and kept in the data folder.

    Refuses to exist in production (RuntimeError). It is a source of keys for ``Tokens`` as well, so that the process
    need not ask itself over HTTP.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.production:
            raise RuntimeError("ENVIRONMENT=production: the development issuer does not run; set ISSUERS")
        base = settings.public_url or f"http://{settings.host}:{settings.port}"
        self.name = base.rstrip("/") + PATH
        self._audience = settings.audience
        self._private = _load_or_make(settings.data_dir / KEY_FILE)
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._private.public_key()))
        self.kid = f"dev-{public['x'][:8]}"
        self.public_jwk: dict[str, Any] = public | {"kid": self.kid, "use": "sig", "alg": "ES256"}
        self._key = jwt.PyJWK(self.public_jwk)

    async def find(self, kid: str) -> jwt.PyJWK | None:
        """The public key by its id."""
        return self._key if kid == self.kid else None

    def token_for(self, client_id: str, scope: str | None = None, lifetime: int = LIFETIME_SECONDS) -> str:
        """A token for ``federation:<uuid>``, ``steward``, ``operator``, ``fk``, ``af`` or ``reader``.

        ``scope`` asks for less than the client may have. Raises UnknownClientError.
        """
        organisation, role, allowed, federations = _client(client_id)
        asked = allowed if scope is None else allowed & set(scope.split())
        now = int(time.time())
        claims = {
            "iss": self.name,
            "aud": self._audience,
            "sub": f"{client_id}@development",
            "client_id": client_id,
            "jti": secrets.token_urlsafe(12),
            "iat": now,
            "exp": now + lifetime,
            "scope": " ".join(sorted(asked)),
            "organisation": organisation,
            "role": role,
            "federations": federations,
        }
        return jwt.encode(claims, self._private, "ES256", {"kid": self.kid, "typ": "at+jwt"})

    def discovery(self, url: str) -> dict[str, Any]:
        """The OpenID Connect discovery document; ``url`` is where the issuer is reached."""
        return {
            "issuer": self.name,
            "jwks_uri": f"{url}/jwks.json",
            "token_endpoint": f"{url}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
            "scopes_supported": sorted(SCOPES),
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }


def _client(client_id: str) -> tuple[str, Role, frozenset[str], list[str]]:
    """Organisation, role, scopes and federations of a client."""
    match = _FEDERATION.match(client_id)
    if match is not None:
        try:
            federation = str(UUID(match[1]))
        except ValueError:
            raise UnknownClientError(client_id) from None
        scopes = _READS | {"followup:write"}
        return f"federation:{federation}", "federation", scopes, [federation]
    if client_id not in _CLIENTS:
        raise UnknownClientError(client_id)
    role, scopes = _CLIENTS[client_id]
    return client_id, role, scopes, ["*"] if role == "steward" else []


def _load_or_make(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds another kind of key")
    return key


def _make(path: Path) -> None:
    """Write a new key, readable by its owner alone; the file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
