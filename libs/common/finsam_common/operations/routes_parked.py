"""Operators' doors to parked keys: list, look into, retry, skip."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Query, Request, Response

from finsam_common.operations import keys
from finsam_common.operations.acts import Act
from finsam_common.operations.commands import RetryKey, SkipEvent, Skipping
from finsam_common.operations.errors import NotFirst
from finsam_common.operations.keys import KeyName
from finsam_common.operations.routes import OPERATE, PREFIX, KeyPath, PlacePath
from finsam_common.operations.schemas import ParkedDetail, ParkedKeyState, ParkedSummary
from finsam_common.problems import NotFound
from finsam_common.web.doors import Reads, Writes, runtime_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router

_PLACE: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,18})")

OfSet = Annotated[
    str | None, Query(alias="projectionSet", examples=["federations"], description="Of this projection set alone")
]


def parked_router(service: str) -> Router:
    """The parked keys of a service."""
    router = Router(PREFIX)
    here = f"/{service}/v1{PREFIX}/parked-keys"

    @router.get("/parked-keys", rights=OPERATE, answers=Collection[ParkedKeyState])
    async def list_parked_keys(
        request: Request, reads: Reads, paging: Paging, base: BaseUrl, projection_set: OfSet = None
    ) -> Collection[ParkedKeyState]:
        """List the keys whose events wait, each with the first event and what is wrong with it."""
        after = paging.after(str, str, str)
        sets = [name for name in runtime_of(request).consumer.hearings if projection_set in (None, name)]
        rows = await keys.parked_keys(reads, sets, None if after is None else KeyName(*after), paging.limit + 1)
        return paging.cut(
            rows,
            key=lambda row: (row["projection_set"], row["topic"], row["key"]),
            shape=lambda row: keys.state(row, base + here),
        )

    @router.get("/parked-keys/{parked_key_id}", rights=OPERATE, answers=ParkedKeyState)
    async def read_parked_key(parked_key_id: KeyPath, reads: Reads, base: BaseUrl) -> ParkedKeyState:
        """Read one parked key."""
        name = KeyName.of(parked_key_id)
        rows = await keys.parked_keys(reads, [name.projection_set], None, 1, only=name)
        if not rows:
            raise NotFound
        return keys.state(rows[0], base + here)

    @router.get("/parked-keys/{parked_key_id}/events", rights=OPERATE, answers=Collection[ParkedSummary])
    async def list_parked_events(parked_key_id: KeyPath, reads: Reads, paging: Paging) -> Collection[ParkedSummary]:
        """List the events that wait, in their order."""
        rows = await keys.parked_events(reads, KeyName.of(parked_key_id), paging.after(int, int), paging.limit + 1)
        return paging.cut(rows, key=lambda row: (row["partition"], row["offset"]), shape=keys.summary)

    @router.get("/parked-keys/{parked_key_id}/events/{event_place}", rights=OPERATE, answers=ParkedDetail)
    async def read_parked_event(
        parked_key_id: KeyPath, event_place: PlacePath, reads: Reads, base: BaseUrl
    ) -> ParkedDetail:
        """Look into one event: its envelope, its place in the log, and what is wrong with it; never its data."""
        place = _PLACE.fullmatch(event_place)
        if place is None:
            raise NotFound
        row = await keys.parked_event(reads, KeyName.of(parked_key_id), int(place[1]), int(place[2]))
        if row is None:
            raise NotFound
        return keys.detail(row, f"{base}{here}/{parked_key_id}/events/{event_place}")

    @router.post("/parked-keys/{parked_key_id}/retries", status_code=201, rights=OPERATE, answers=Act)
    async def retry_parked_key(parked_key_id: KeyPath, writes: Writes) -> Response:
        """Apply the key's events again, in their order, until one cannot be applied.

        For when the cause is gone: the code was repaired, or what the event needs has arrived. The answer says how
        many were applied and how many are left.
        """
        return await writes.submit(RetryKey(KeyName.of(parked_key_id)))

    @router.post("/parked-keys/{parked_key_id}/skips", status_code=201, rights=OPERATE, refuses=[NotFirst], answers=Act)
    async def skip_parked_event(parked_key_id: KeyPath, body: Skipping, writes: Writes) -> Response:
        """Give up the key's first event, for good: no retry and no replay applies it.

        The events behind it wait on, for a retry. Every extraction's evidence names what was skipped, by whom and why.
        """
        return await writes.submit(SkipEvent(KeyName.of(parked_key_id), body))

    return router
