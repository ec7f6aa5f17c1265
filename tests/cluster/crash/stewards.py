"""The steward at work: federations are formed, and renamed again and again."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from finsam_registry.code_list import ONE_AUTHORITY, counties_and_municipalities
from tests.cluster.crash.book import Body
from tests.cluster.crash.callers import Caller
from tests.cluster.crash.checks.decisions import FORM, RENAME

FORMED: Final = date(2010, 1, 1)
SOURCE: Final = {"source": "Protokoll, sammanträde 2024-05-01, § 12"}
LONE: Final = frozenset(ONE_AUTHORITY.values())


class Steward:
    """Gives every federation a municipality of its own and each of its names a day of its own.

    ``taken`` is how many municipalities have a federation already.
    """

    def __init__(self, caller: Caller, random: Random, taken: int = 0) -> None:
        self._caller = caller
        self._random = random
        self._names = (f"Finsam {random.getrandbits(32):08x} {number}" for number in count(1))
        codes = [row["code"] for row in counties_and_municipalities()[1]]
        self._codes = [code for code in codes if code not in LONE][taken:]
        self._renamed: dict[str, int] = {}

    async def work(self, stop: asyncio.Event, pause: float) -> None:
        """One decision after the other until told to stop, with a pause between them."""
        while not stop.is_set():
            if self._codes and self._random.random() < 0.2:
                await self.form()
            else:
                await self.rename()
            await asyncio.sleep(self._random.uniform(0, 2 * pause))

    async def form(self) -> str:
        """A new federation; its id."""
        code = self._codes.pop(0)
        request = await self._caller.post(FORM, self._formation(code))
        assert request.accepted, request.answers
        federation_id = str(request.resource["id"])
        self._renamed[federation_id] = 0
        return federation_id

    async def rename(self) -> None:
        """Another name for one of them, from a day later than the last."""
        federation_id = self._random.choice(list(self._renamed))
        self._renamed[federation_id] += 1
        day = FORMED + timedelta(days=self._renamed[federation_id])
        body = {"federationId": federation_id, "name": next(self._names), "effectiveDate": day.isoformat()}
        await self._caller.post(RENAME, SOURCE | body)

    def _formation(self, code: str) -> Body:
        members = {"municipalityCodes": [code], "regionCodes": [code[:2]]}
        return SOURCE | {"name": next(self._names), "effectiveDate": FORMED.isoformat()} | members
