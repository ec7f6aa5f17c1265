"""Operators' doors to what a service hears: lag, stops, pauses, and going on behind a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response

from finsam_common.bodies import Link
from finsam_common.events.envelope import context_of
from finsam_common.events.pauses import Pause, pauses
from finsam_common.events.reading import Break
from finsam_common.events.standing import Standing, standing_of
from finsam_common.operations.acts import Act
from finsam_common.operations.commands import (
    AcceptEpoch,
    AcceptGap,
    EpochAcceptance,
    GapAcceptance,
    PauseConsumer,
    Pausing,
    ResumeConsumer,
)
from finsam_common.operations.errors import NotStopped
from finsam_common.operations.handlers import hearing_of
from finsam_common.operations.routes import OPERATE, PREFIX, SetPath
from finsam_common.operations.schemas import Consumer, Heard, Hold, Stopped
from finsam_common.web.doors import WritePath, Writes, runtime_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router

if TYPE_CHECKING:
    from finsam_common.runtime import Runtime


def consumers_router(service: str) -> Router:
    """The projection sets of a service, as consumers."""
    router = Router(PREFIX)
    here = f"/{service}/v1{PREFIX}/consumers"

    @router.get("/consumers", rights=OPERATE, answers=Collection[Consumer])
    async def list_consumers(request: Request, paging: Paging, base: BaseUrl) -> Collection[Consumer]:
        """List the projection sets and how far each has heard its partitions."""
        after = paging.after(str)
        runtime = runtime_of(request)
        names = sorted(name for name in runtime.consumer.hearings if after is None or name > after[0])
        page = [await _consumer(runtime, name, base + here) for name in names[: paging.limit]]
        return paging.answer(page, (page[-1].projection_set,) if len(names) > paging.limit else None)

    @router.get("/consumers/{projection_set}", rights=OPERATE, answers=Consumer)
    async def read_consumer(projection_set: SetPath, request: Request, base: BaseUrl) -> Consumer:
        """Read how far one set has heard, and what it waits for."""
        return await _consumer(runtime_of(request), projection_set, base + here)

    @router.post("/consumers/{projection_set}/pauses", status_code=201, rights=OPERATE, answers=Act)
    async def pause_consumer(projection_set: SetPath, body: Pausing, writes: Writes) -> Response:
        """Hold a set still, in every process and across restarts, until it is resumed.

        The batch that is being applied ends first. Nothing is lost: what comes meanwhile waits in the log.
        """
        return await writes.submit(PauseConsumer(projection_set, body))

    @router.delete("/consumers/{projection_set}/pauses", rights=OPERATE, answers=Act)
    async def resume_consumer(projection_set: SetPath, request: Request) -> Response:
        """Let a set hear again; it goes on where it was within a second."""
        return await WritePath(request).submit(ResumeConsumer(projection_set))

    @router.post(
        "/consumers/{projection_set}/epoch-acceptances",
        status_code=201,
        rights=OPERATE,
        refuses=[NotStopped],
        answers=Act,
    )
    async def accept_epoch(projection_set: SetPath, body: EpochAcceptance, writes: Writes) -> Response:
        """Hear on in an epoch that the set did not know.

        A producer begins a new epoch when its database was restored. Ask it first what was lost: events that this
        set has heard and the producer no longer knows stay in its tables.
        """
        return await writes.submit(AcceptEpoch(projection_set, body))

    @router.post(
        "/consumers/{projection_set}/gap-acceptances",
        status_code=201,
        rights=OPERATE,
        refuses=[NotStopped],
        answers=Act,
    )
    async def accept_gap(projection_set: SetPath, body: GapAcceptance, writes: Writes) -> Response:
        """Hear on though numbers are missing before a record; what they stood for is not heard."""
        return await writes.submit(AcceptGap(projection_set, body))

    return router


async def _consumer(runtime: Runtime, name: str, collection: str) -> Consumer:
    hearing = hearing_of(runtime.consumer, name)
    standings = await standing_of(runtime.database, runtime.transport, hearing.set)
    async with runtime.database.read() as read:
        pause = (await pauses(read)).get(name)
        parked = await hearing.parked.keys(read)
    lags = [each.lag for each in standings]
    return Consumer(
        projection_set=name,
        version=hearing.set.version,
        lag=None if None in lags else sum(lag or 0 for lag in lags),
        parked_keys=parked,
        paused=None if pause is None else _hold(pause),
        partitions=[_heard(each) for each in standings],
        links=_links(f"{collection}/{name}"),
    )


def _links(href: str) -> dict[str, Link]:
    verbs = ("pauses", "epoch-acceptances", "gap-acceptances")
    return {"self": Link(href=href, rel="self")} | {
        verb: Link(href=f"{href}/{verb}", rel=verb, method="POST") for verb in verbs
    }


def _hold(pause: Pause) -> Hold:
    return Hold(reason=pause.reason, paused_by=pause.paused_by, paused_at=pause.paused_at)


def _heard(standing: Standing) -> Heard:
    return Heard(
        topic=standing.partition.topic,
        partition=standing.partition.number,
        offset=standing.cursor.offset,
        end_offset=standing.end,
        lag=standing.lag,
        epoch=standing.cursor.epoch,
        position=standing.cursor.position,
        known_at=standing.cursor.known_at,
        stopped=_stopped(standing),
    )


def _stopped(standing: Standing) -> Stopped | None:
    if standing.stop is None:
        return None
    following = standing.next if standing.stop.reason == Break.UNKNOWN_EPOCH else None
    epoch = None if following is None else context_of(following).epoch
    return Stopped(reason=standing.stop.reason, offset=standing.stop.offset, epoch=epoch)
