"""A client that never gives up: the same request with the same key until it is answered, every answer written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from random import Random
from typing import Any, Final

import httpx

from tests.cluster.crash.book import Answer, Body, Request

ANSWER_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 240.0
LONGEST_PAUSE_SECONDS: Final = 2.0
TOKEN_SECONDS: Final = 1200.0
PUT_OFF: Final = frozenset({429, 500, 502, 503, 504})
PASSES: Final = frozenset({"idempotency-key-in-use", "federation-not-yet-known"})
"""Refusals that pass by themselves: the same request is under way, or another service has not heard it yet."""

TokenOf = Callable[[str], Awaitable[str]]


class Caller:
    """One organisation's system. What it asks goes into ``book``, in the order in which it asks."""

    def __init__(
        self, http: httpx.AsyncClient, token_of: TokenOf, who: str, book: list[Request], random: Random
    ) -> None:
        self._http = http
        self._token_of = token_of
        self._who = who
        self._book = book
        self._random = random
        self._keys = (f"crash-{random.getrandbits(64):016x}-{number}" for number in count(1))
        self._token = ""
        self._token_until = 0.0

    async def post(self, path: str, *bodies: Body) -> Request:
        """Register, one body or the rows of a file."""
        return await self._ask(self._request("POST", path, bodies))

    async def put(self, path: str, body: Body, version: int) -> Request:
        """Correct that version."""
        return await self._ask(self._request("PUT", path, [body], version))

    async def delete(self, path: str, version: int) -> Request:
        """Take that version back."""
        return await self._ask(self._request("DELETE", path, [], version))

    async def again(self, request: Request) -> None:
        """Send a request once more that has been answered."""
        await self._answered(request)

    def _request(self, method: str, path: str, bodies: Sequence[Body], version: int | None = None) -> Request:
        request = Request(self._who, method, path, next(self._keys), bodies, version)
        self._book.append(request)
        return request

    async def _ask(self, request: Request) -> Request:
        began = time.monotonic()
        await self._answered(request)
        request.seconds = time.monotonic() - began
        return request

    async def _answered(self, request: Request) -> None:
        """Send until there is an answer, or patience is at its end: then the request stays without one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            why = await self._sent(request)
            if why is None:
                return
            request.put_off[why] += 1
            pause = min(0.1 * 2 ** min(request.put_off.total(), 6), LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause * self._random.uniform(0.5, 1.0))

    async def _sent(self, request: Request) -> str | None:
        """Send it once; why it has to be sent again."""
        try:
            headers = request.headers | {"Authorization": f"Bearer {await self._fresh_token()}"}
            content = request.content or None
            answer = await self._http.request(
                request.method, request.path, content=content, headers=headers, timeout=ANSWER_SECONDS
            )
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code in PUT_OFF:
            return f"{answer.status_code} {_code(answer)}"
        if answer.status_code == httpx.codes.CONFLICT and _code(answer) in PASSES:
            return f"{answer.status_code} {_code(answer)}"
        request.answers.append(
            Answer(answer.status_code, answer.text, answer.headers.get("etag"), answer.headers.get("location"))
        )
        return None

    async def _fresh_token(self) -> str:
        if time.monotonic() > self._token_until:
            self._token = await self._token_of(self._who)
            self._token_until = time.monotonic() + TOKEN_SECONDS
        return self._token


def _code(answer: httpx.Response) -> str:
    try:
        problem: Any = answer.json()
        return str(problem["code"])
    except (ValueError, KeyError, TypeError):
        return "without a code"
