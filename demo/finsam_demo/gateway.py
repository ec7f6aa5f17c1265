"""The platform as its users reach it: over HTTP, with a token, and with patience where it asks for some."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

ATTEMPTS: Final = 20
NOT_YET: Final = frozenset({"federation-not-yet-known", "idempotency-key-in-use"})
"""Refusals that pass by themselves: another service has not heard it yet, or an equal request is under way."""
LARGEST_PAGE: Final = 1000

Answer = dict[str, Any]
TokenOf = Callable[[str], Awaitable[str]]
"""Gives a token of a client by its name."""


class RefusedError(Exception):
    """The platform refused something that the main job needs; the message says what, in the platform's words."""


@dataclass(frozen=True)
class Caller:
    """Somebody at the gateway: the steward, a federation's system, or (without a token) anybody."""

    http: httpx.AsyncClient
    token: str | None = None

    async def get(self, path: str, **query: str | int) -> Answer:
        """One resource. Raises RefusedError."""
        return _json(await self._ask("GET", path, params=query))

    async def items(self, path: str, **query: str | int) -> list[Answer]:
        """Every item of a collection, page after page. Raises RefusedError."""
        return [item async for item in self._pages(path, query)]

    async def post(self, path: str, body: Answer, key: str) -> Answer:
        """Register something once: the key tells the platform that it is the same thing again. Raises RefusedError."""
        return _json(await self._ask("POST", path, json=body, headers={"Idempotency-Key": key}))

    async def send(self, path: str, rows: bytes, key: str) -> list[Answer]:
        """Post an NDJSON file; its results row by row, rejected rows too. Raises RefusedError for the whole."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/x-ndjson"}
        answer = await self._ask("POST", f"{path}/submissions", content=rows, headers=headers)
        return [json.loads(line) for line in answer.content.splitlines()]

    async def _pages(self, path: str, query: dict[str, str | int]) -> AsyncIterator[Answer]:
        page = await self.get(path, limit=LARGEST_PAGE, **query)
        while True:
            for item in page["items"]:
                yield item
            following = page["links"].get("next")
            if not following:
                return
            page = await self.get(following["href"])

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = options.pop("headers", {})
        if self.token:
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        for attempt in range(ATTEMPTS):
            answer = await self.http.request(method, path, headers=headers, **options)
            if not _passes(answer) or attempt == ATTEMPTS - 1:
                break
            await asyncio.sleep(min(float(answer.headers.get("Retry-After", 1)), 2))
        if answer.is_error:
            raise RefusedError(f"{method} {path}: {_words(answer)}")
        return answer


@dataclass(frozen=True)
class Gateway:
    """The way in. Tokens come from the development issuer, unless the platform has another."""

    http: httpx.AsyncClient
    token_of: TokenOf | None = None

    @property
    def anybody(self) -> Caller:
        """Somebody without a token, who may read what is public."""
        return Caller(self.http)

    async def caller(self, client_id: str) -> Caller:
        """``steward``, ``operator``, ``federation:<uuid>``, … with a token of its own. Raises RefusedError."""
        return Caller(self.http, await (self.token_of or self._development_token)(client_id))

    async def _development_token(self, client_id: str) -> str:
        form = {"grant_type": "client_credentials", "client_id": client_id}
        answer = await self.http.post("/dev-issuer/token", data=form)
        if answer.is_error:
            raise RefusedError(f"no token for {client_id}: {_words(answer)}")
        return str(_json(answer)["access_token"])


def rejected(results: Sequence[Answer]) -> list[Answer]:
    """The rows of a file that were not taken."""
    return [result for result in results if result["result"] == "rejected"]


def _passes(answer: httpx.Response) -> bool:
    """Whether asking again a little later may help."""
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return True
    return answer.status_code == httpx.codes.CONFLICT and _json(answer).get("code") in NOT_YET


def _json(answer: httpx.Response) -> Answer:
    content: Answer = answer.json()
    return content


def _words(answer: httpx.Response) -> str:
    """A problem in one line."""
    try:
        problem = _json(answer)
    except ValueError:
        return f"{answer.status_code} {answer.reason_phrase}"
    return " · ".join(str(problem[name]) for name in ("code", "title", "detail") if problem.get(name))
