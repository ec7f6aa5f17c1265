"""One message to one endpoint, and how it was taken. Only addresses that were checked are connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import httpcore

from finsam_common.webhooks.reach import Reach, Target

Result = Literal["delivered", "refused", "gone", "timed-out", "unreachable", "not-allowed"]
"""``gone``: 410, the endpoint wants no more; ``not-allowed``: webhooks may not lead where the host is."""

MAX_ANSWER_BYTES: Final = 64 * 1024
USER_AGENT: Final = "finsam-webhooks/1.0"


@dataclass(frozen=True, slots=True)
class Taken:
    """How a message was taken; ``status`` is the HTTP status, None when there was no answer."""

    result: Result
    status: int | None = None

    @property
    def delivered(self) -> bool:
        """Whether the endpoint answered with a status of 2xx."""
        return self.result == "delivered"


class AddressNotAllowedError(Exception):
    """A host has an address that webhooks may not lead to."""


class Sender:
    """Posts messages. Redirects are not followed; an answer's body is read up to a limit and forgotten.

    ``seconds`` is for the whole of one message, looking up the host included. ``trust`` says whose certificates hold:
    by default the system's authorities.
    """

    def __init__(self, reach: Reach, seconds: float, trust: ssl.SSLContext | None = None) -> None:
        self._reach = reach
        self._seconds = seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust or ssl.create_default_context(),
            network_backend=_Checked(reach),
            max_connections=100,
            keepalive_expiry=5.0,
        )

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Taken:
        """Post a body; every way in which that can fail is a result."""
        target = self._reach.target(url)
        if target is None:
            return Taken("not-allowed")
        try:
            async with asyncio.timeout(self._seconds):
                return _taken(await self._post(target, body, headers))
        except (TimeoutError, httpcore.TimeoutException):
            return Taken("timed-out")
        except AddressNotAllowedError:
            return Taken("not-allowed")
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            return Taken("unreachable")

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def _post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.target)
        own = {"Host": _host(target), "User-Agent": USER_AGENT, "Content-Length": str(len(body))}
        sent = list((own | dict(headers)).items())
        async with self._pool.stream("POST", url, headers=sent, content=body) as response:
            read = 0
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read > MAX_ANSWER_BYTES:
                    break
        return response.status


class _Checked(httpcore.AsyncNetworkBackend):
    """Looks a host up once, checks every address that it has, and connects to what was checked."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address. Raises AddressNotAllowedError when any is not one that may be reached."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if not all(map(self._reach.reaches, addresses)):
            raise AddressNotAllowedError
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


def _taken(status: int) -> Taken:
    if 200 <= status < 300:
        return Taken("delivered", status)
    return Taken("gone" if status == 410 else "refused", status)


def _host(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    default = {"https": 443, "http": 80}[target.scheme]
    return host if target.port == default else f"{host}:{target.port}"
