"""The clients of a run: a steward and the systems of several federations, each with a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from types import TracebackType
from typing import Self

import httpx

from tests.cluster.crash.book import Request
from tests.cluster.crash.callers import Caller, TokenOf
from tests.cluster.crash.checks.decisions import FORM
from tests.cluster.crash.offices import Office
from tests.cluster.crash.stewards import Steward


class Crew:
    """Everybody who asks. The numbers of a seed give each of them the same work."""

    def __init__(self, url: str, token_of: TokenOf, book: list[Request], seed: int) -> None:
        self._url = url
        self._token_of = token_of
        self._book = book
        self._seed = seed
        self._connections = AsyncExitStack()
        self._steward: Steward | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connections.aclose()

    async def open_offices(self, count: int) -> Sequence[Office]:
        """New federations, each with an office that the platform knows of."""
        steward = await self._stewarded()
        return [await self._office(await steward.form()) for _ in range(count)]

    @asynccontextmanager
    async def at_work(self, offices: Sequence[Office], pause: float) -> AsyncIterator[None]:
        """Everybody works meanwhile; at the end each ends what it has begun."""
        stop = asyncio.Event()
        workers: list[Office | Steward] = [*offices, await self._stewarded()]
        async with asyncio.TaskGroup() as tasks:
            for worker in workers:
                tasks.create_task(worker.work(stop, pause))
            try:
                yield
            finally:
                stop.set()

    async def _stewarded(self) -> Steward:
        """There is one steward: it knows which municipalities have no federation yet."""
        if self._steward is None:
            random = Random(f"{self._seed} steward {len(self._book)}")
            taken = sum(request.path == FORM and request.accepted for request in self._book)
            self._steward = Steward(await self._caller("steward", random), random, taken)
        return self._steward

    async def _office(self, federation_id: str) -> Office:
        random = Random(f"{self._seed} office {len(self._book)}")
        caller = await self._caller(f"federation:{federation_id}", random)
        return Office(caller, federation_id, random)

    async def _caller(self, who: str, random: Random) -> Caller:
        http = await self._connections.enter_async_context(httpx.AsyncClient(base_url=self._url))
        return Caller(http, self._token_of, who, self._book, random)
