"""Whose systems may come in: the issuer's client list, a key for each of them, and tokens for who has a key."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from finsam_cluster.topology import Client, Topology

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS: Final = 60

Listed = dict[str, Any]


class TokenRefusedError(Exception):
    """The issuer gave no token; the message is its reason."""


class Clients:
    """The client list in a folder: ``issuer`` has the list and is the issuer's, ``clients`` the keys of the clients."""

    def __init__(self, folder: Path, topology: Topology) -> None:
        self.file = folder / "issuer" / "clients.json"
        self.issuer_keys = folder / "issuer" / "issuer-keys.json"
        self._keys = folder / "clients"
        self._topology = topology

    def prepare(self) -> None:
        """Have the issuer's keys and the list of everybody that the topology names; what is there is kept."""
        for folder in (self.file.parent, self._keys):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.issuer_keys.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key)) | {
                "kid": uuid4().hex,
                "use": "sig",
                "alg": "ES256",
            }
            _write(self.issuer_keys, json.dumps({"keys": [jwk]}))
        for name, client in self._topology.clients.items():
            if name != "federation":
                self.admit(name, client)

    def admit(self, client_id: str, client: Client | None = None) -> Listed:
        """Have a client in the list, with a key of its own: as an administrator does when a federation's system joins.

        Without ``client`` it is named in the list already, or is ``federation:<uuid>``. LookupError for anybody else.
        """
        listed = {one["client_id"]: one for one in self._read()}
        if client_id not in listed:
            listed[client_id] = self._entry(client_id, client or self._federation(client_id))
            _write(self.file, json.dumps(list(listed.values()), indent=1))
        return dict(listed[client_id])

    async def token(self, client_id: str, scope: str | None = None) -> str:
        """A token from the issuer, for all that the client may or for ``scope``. Raises TokenRefusedError."""
        listed = self.admit(client_id)
        form = {
            "grant_type": "client_credentials",
            "scope": listed["scope"] if scope is None else scope,
            "client_assertion_type": ASSERTION,
            "client_assertion": self.assertion(client_id),
        }
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{self._topology.url('issuer')}/token", data=form)
        if answer.is_error:
            raise TokenRefusedError(f"{client_id}: {answer.text}")
        return str(answer.json()["access_token"])

    def assertion(self, client_id: str) -> str:
        """What proves the client to the issuer (RFC 7523): a word signed with its key, good once and for a minute."""
        now = int(time.time())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": self._topology.url("issuer"),
            "jti": uuid4().hex,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        return jwt.encode(claims, self.key_file(client_id).read_bytes(), "ES256")

    def _entry(self, client_id: str, client: Client) -> Listed:
        key = ec.generate_private_key(ec.SECP256R1())
        _write(self.key_file(client_id), _pem(key))
        return {
            "client_id": client_id,
            "organisation": client_id,
            "role": client.role,
            "federations": list(client.federations),
            "scope": " ".join(client.scopes),
            "jwks": {"keys": [json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())) | {"use": "sig"}]},
        }

    def _federation(self, client_id: str) -> Client:
        kind, _, federation = client_id.partition(":")
        if kind != "federation" or not federation:
            raise LookupError(f"nobody is called {client_id}")
        model = self._topology.clients[kind]
        return Client(client_id, model.role, model.scopes, [federation])

    def key_file(self, client_id: str) -> Path:
        """Where a client has its private key."""
        return self._keys / f"{client_id.replace(':', '-')}.pem"

    def _read(self) -> list[Listed]:
        return list(json.loads(self.file.read_text("utf-8"))) if self.file.exists() else []


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _write(path: Path, text: str) -> None:
    """For its owner alone; whole or not there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
