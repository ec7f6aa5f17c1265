"""The barrier before a report: it waits until all that was known at its moment has been heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from finsam_common.db import Database
from finsam_common.events.known import KnownTime
from finsam_common.web.doors import runtime_of
from finsam_reporting.facts.national import NationalFacts, national_facts
from finsam_reporting.facts.projections import SETS

WAIT_SECONDS: Final = 20.0
"""How long an extraction waits for facts that are under way, before it asks the caller to come again."""


class Arrival:
    """What has arrived of the sources. Raises FactsNotArrived (503, Retry-After) where something is missing."""

    def __init__(self, database: Database, known_time: KnownTime, skew: timedelta) -> None:
        self._database = database
        self._known_time = known_time
        self._skew = skew

    async def now(self) -> datetime:
        """This moment, once every source is past it."""
        moment = datetime.now(UTC)
        await self._known_time.wait_past(moment, WAIT_SECONDS)
        return moment

    async def at(self, known_at: datetime | None) -> datetime:
        """A moment that every source is past; by default the latest that can be known to be, without waiting."""
        moment = known_at or datetime.now(UTC) - self._skew - timedelta(milliseconds=1)
        await self._known_time.require_past(moment)
        return moment

    async def evidence(self) -> dict[str, Any]:
        """How far each source has been heard, and what operators decided about single events."""
        async with self._database.read() as read:
            return await self._known_time.evidence(read)

    async def facts(self, year: int, moment: datetime) -> NationalFacts:
        """What was known at a moment that has arrived. No connection is held while a request waits for it."""
        return await national_facts(self._database, year, moment)


async def _arrival(request: Request) -> Arrival:
    runtime = runtime_of(request)
    skew = runtime.settings.clock_skew_seconds
    known_time = KnownTime(runtime.database, runtime.transport, SETS, skew)
    return Arrival(runtime.database, known_time, timedelta(seconds=skew))


Arrived = Annotated[Arrival, Depends(_arrival)]
