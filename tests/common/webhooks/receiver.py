"""A subscriber's endpoint on loopback: keeps what it is sent, and answers as it is told to."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from finsam_common.events.waiting import News


@dataclass(frozen=True)
class Received:
    """One request, whole."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """What the body says."""
        event: dict[str, Any] = json.loads(self.body)
        return event

    def signed_with(self, secret: str) -> bool:
        """Whether it is signed with this secret, as a subscriber finds out with the library of Standard Webhooks."""
        try:
            Webhook(secret).verify(self.body, self.headers)
        except WebhookVerificationError:
            return False
        return True


class Endpoint:
    """``answers`` are used one after another, then 204; an answer is a status, or bytes to send as they are."""

    def __init__(self, scheme: str) -> None:
        self.received: list[Received] = []
        self.answers: list[int | bytes] = []
        self.port = 0
        self._scheme = scheme
        self._news = News()
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self._scheme}://localhost:{self.port}/hook?from=finsam"

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was received, without pings."""
        return [each.event for each in self.received if "webhook-ping" not in each.event["type"]]

    async def until(self, count: int) -> None:
        """Wait until so many events have come."""
        while True:
            news = self._news.next
            if len(self.events) >= count:
                return
            await news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends."""
        self._open.add(writer)
        try:
            while line := await reader.readline():
                await self._one(line.decode().split(" ")[1], reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _one(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        headers = {}
        while (line := (await reader.readline()).decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(path, headers, body))
        self._news.tell()
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, int):
            answer = f"HTTP/1.1 {answer} Answered\r\nContent-Length: 0\r\n\r\n".encode()
        writer.write(answer)
        await writer.drain()

    def hang_up(self) -> None:
        """Close every connection."""
        for writer in self._open:
            writer.close()


@asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None) -> AsyncIterator[Endpoint]:
    """An endpoint on a free port of this machine."""
    endpoint = Endpoint("https" if tls else "http")
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, ssl=tls)
    endpoint.port = server.sockets[0].getsockname()[1]
    try:
        yield endpoint
    finally:
        server.close()
        endpoint.hang_up()
        await server.wait_closed()
