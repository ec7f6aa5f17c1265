"""The feed of a service's events over HTTP: what comes after an event, at once or as soon as there is something."""

from __future__ import annotations

import asyncio
from typing import Final
from uuid import UUID

from prometheus_client import Counter

from finsam_common.db.database import Database
from finsam_common.db.units import Read
from finsam_common.events import numbering
from finsam_common.events.published import BEGINNING, horizon, position_of, published, structured, topics_of
from finsam_common.events.waiting import News, first_of
from finsam_common.problems import Problem
from finsam_contracts import Envelope

SWEEP_SECONDS: Final = 1.0
"""How often a poll looks by itself: the relay may work in another process."""

READ: Final = Counter("finsam_feed_events", "Events read from the feed", ["service", "restricted"])


class EventUnknown(Problem, status=404, code="event-unknown"):
    """The feed has no event of this id: begin at the start of the feed."""


class EpochOver(Problem, status=409, code="epoch-over"):
    """The events have been numbered anew since, after a restore: begin at the start of the feed."""


class Feed:
    """The events of one service by position. ``published`` brings the news that the relay has told the log more."""

    def __init__(self, database: Database, service: str, published: News) -> None:
        self._database = database
        self._service = service
        self._published = published

    async def after(
        self, event_id: UUID | None, epoch: UUID | None, limit: int, seconds: float, *, restricted: bool
    ) -> list[Envelope]:
        """Up to ``limit`` events after the one of this id, from the first one on without it.

        When there is none yet, waits for one up to ``seconds``; then the list is empty. ``epoch`` is that of the event,
        as the caller had it. Raises EventUnknown and EpochOver.
        """
        async with self._database.read() as read:
            position = await self._position(read, event_id, epoch)
        told = topics_of(self._service, restricted=restricted)
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while True:
            news = self._published.next
            async with self._database.read() as read:
                rows = await published(read, told, position, await horizon(read, told), limit)
            left = until - clock()
            if rows or left <= 0:
                READ.labels(self._service, str(restricted).lower()).inc(len(rows))
                return [structured(row, self._service) for row in rows]
            await first_of(news.wait(), timeout=min(left, SWEEP_SECONDS))

    async def _position(self, read: Read, event_id: UUID | None, epoch: UUID | None) -> int:
        if event_id is None:
            return BEGINNING
        if epoch is not None:
            now = await numbering.epoch(read)
            if epoch != now:
                raise EpochOver(epoch=now)
        position = await position_of(read, self._service, event_id)
        if position is None:
            raise EventUnknown
        return position
