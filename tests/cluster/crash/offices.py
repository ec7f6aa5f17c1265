"""A federation's system at work: it registers, one by one and in files, corrects, takes back, and asks again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Final

from tests.cluster.crash.book import ROWS, Body, Request, body_of, claims_of
from tests.cluster.crash.callers import Caller

FOLLOWUP: Final = "/followup/v1"
INTERVENTIONS, HEADCOUNTS, BUDGETS = (f"{FOLLOWUP}/{kind}" for kind in ("interventions", "headcounts", "budgets"))
IN_A_FILE: Final = 4
"""Interventions in one file."""
MONTHS: Final = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]


@dataclass(slots=True)
class Standing:
    """A registration as its office knows it."""

    path: str
    id: str
    version: int
    body: Body


class Office:
    """One federation's system: one thing after the other, as the answers come."""

    def __init__(self, caller: Caller, federation_id: str, random: Random) -> None:
        self._caller = caller
        self._federation_id = federation_id
        self._random = random
        self._numbers = count(1)
        self._standing: list[Standing] = []
        self._answered: list[Request] = []

    async def work(self, stop: asyncio.Event, pause: float) -> None:
        """Round after round until told to stop, with a pause between them."""
        while not stop.is_set():
            await self.round()
            await asyncio.sleep(self._random.uniform(0, 2 * pause))

    async def round(self) -> None:
        """New registrations, then what is done with those of earlier rounds."""
        if self._random.random() < 0.5:
            await self.one_by_one()
        else:
            await self.in_files()
        await self.correct()
        await self.take_back()
        await self.ask_again()

    async def one_by_one(self) -> None:
        """An intervention with its numbers and its budget, a request each."""
        registered = await self._post(INTERVENTIONS, self.intervention())
        for known in registered:
            for month in self._random.sample(MONTHS, 3):
                await self._post(HEADCOUNTS, self.headcount(known.id, month))
            await self._post(BUDGETS, self.budget(known.id))

    async def register(self) -> None:
        """One more intervention."""
        await self._post(INTERVENTIONS, self.intervention())

    async def in_files(self) -> None:
        """The same in files, one of them with a correction among its rows."""
        registered = await self._post(INTERVENTIONS + ROWS, *(self.intervention() for _ in range(IN_A_FILE)))
        numbers = [self.headcount(one.id, month) for one in registered for month in self._random.sample(MONTHS, 6)]
        earlier = [one for one in self._standing if one.path == HEADCOUNTS]
        corrected = [self._random.choice(earlier)] if earlier else []
        rows = [_changed(one, self._random) | {"ifVersion": one.version} for one in corrected]
        for one in corrected:
            self._standing.remove(one)
        await self._post(HEADCOUNTS + ROWS, *numbers, *rows)
        await self._post(BUDGETS + ROWS, *(self.budget(one.id) for one in registered))

    async def correct(self) -> None:
        """Another content for something that stands."""
        if not self._standing:
            return
        one = self._random.choice(self._standing)
        body = _changed(one, self._random)
        request = await self._caller.put(f"{one.path}/{one.id}", body, one.version)
        self._answered.append(request)
        if request.accepted:
            one.version, one.body = request.resource["version"], body

    async def take_back(self) -> None:
        """A headcount or a budget; what other registrations are about is left."""
        takeable = [one for one in self._standing if one.path != INTERVENTIONS]
        if not takeable or self._random.random() < 0.5:
            return
        one = self._random.choice(takeable)
        self._standing.remove(one)
        self._answered.append(await self._caller.delete(f"{one.path}/{one.id}", one.version))

    async def ask_again(self) -> None:
        """A request that was answered is sent once more: the answer may not differ."""
        if self._answered and self._random.random() < 0.3:
            await self._caller.again(self._random.choice(self._answered[-50:]))

    def intervention(self) -> Body:
        """A new one."""
        return {
            "externalId": self._name("i"),
            "federationId": self._federation_id,
            "name": f"Insats {self._random.randrange(10**6)}",
            "orientation": "individual",
            "focus": "arbetslivsinriktad-insats",
            "targetGroups": ["unga"],
            "start": "2023-03-15",
            "provenance": "synthetic",
        }

    def headcount(self, intervention_id: str, period: str) -> Body:
        """Numbers of a month."""
        people = {"women": self._random.randrange(100), "men": self._random.randrange(100)}
        return self._about("h", intervention_id) | {"period": period} | people

    def budget(self, intervention_id: str) -> Body:
        """Money for a year."""
        return self._about("b", intervention_id) | {"year": 2024, "ordinaryOre": self._random.randrange(10**9)}

    def _about(self, letter: str, intervention_id: str) -> Body:
        own = {"externalId": self._name(letter), "federationId": self._federation_id, "provenance": "synthetic"}
        return own | {"interventionId": intervention_id}

    def _name(self, letter: str) -> str:
        return f"{letter}-{next(self._numbers)}"

    async def _post(self, path: str, *bodies: Body) -> Sequence[Standing]:
        """What stands now of what was sent."""
        if not bodies:
            return []
        request = await self._caller.post(path, *bodies)
        self._answered.append(request)
        found = [
            Standing(claim.path, str(claim.id), claim.version, body_of(claim.sent))
            for claim in claims_of(request)
            if claim.sent is not None
        ]
        self._standing += found
        return found


def _changed(one: Standing, random: Random) -> Body:
    """Another content for a registration: always another than before."""
    if one.path == INTERVENTIONS:
        return one.body | {"name": f"{one.body['name'].split(',')[0]}, {one.version + 1}"}
    field = "women" if one.path == HEADCOUNTS else "ordinaryOre"
    return one.body | {field: one.body[field] + random.randrange(1, 50)}
