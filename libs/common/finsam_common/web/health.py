"""Whether a service can do its work, and if not, which of the things that it depends on fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import exists, select

from finsam_contracts import topics

if TYPE_CHECKING:
    from finsam_common.runtime import Runtime

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 3.0
BEHIND_SECONDS: Final = 60.0
"""An event that has waited so long for the log tells that the relay does not do its work."""
OK: Final = "ok"


async def check(runtime: Runtime) -> dict[str, str]:
    """What the service depends on, each ``ok`` or, in a few words without technical detail, what is wrong with it."""
    dependencies = {"database": _database, "log": _log, "relay": _relay, "consumer": _consumer, "webhooks": _webhooks}
    states = await asyncio.gather(*(_state(name, ask, runtime) for name, ask in dependencies.items()))
    return dict(zip(dependencies, states, strict=True))


def health_routes(runtimes: Callable[[], Mapping[str, Runtime]]) -> APIRouter:
    """``/livez``, ``/readyz`` and ``/metrics`` of the services that run in this process."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/livez")
    async def livez() -> Response:
        return JSONResponse({"status": "alive"}, headers=_UNCACHED)

    @routes.get("/readyz")
    async def readyz() -> Response:
        names = list(runtimes())
        found = dict(zip(names, await asyncio.gather(*map(check, runtimes().values())), strict=True))
        ready = all(state == OK for states in found.values() for state in states.values())
        body: dict[str, Any] = {"status": "ready" if ready else "not-ready", "services": found}
        return JSONResponse(body, 200 if ready else 503, _UNCACHED if ready else _UNCACHED | {"Retry-After": "5"})

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), headers=_UNCACHED, media_type=CONTENT_TYPE_LATEST)

    return routes


async def _state(name: str, ask: Callable[[Runtime], Awaitable[str]], runtime: Runtime) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await ask(runtime)
    except Exception as error:
        log.warning("dependency.failed", service=runtime.service.name, dependency=name, error=type(error).__name__)
        return "does not answer"


async def _database(runtime: Runtime) -> str:
    await runtime.database.ping()
    return OK


async def _log(runtime: Runtime) -> str:
    own = topics(runtime.service.name)
    await runtime.transport.provision(own)
    for topic in own:
        await runtime.transport.end_offset(topic.name, 0)
    return OK


async def _relay(runtime: Runtime) -> str:
    """Whether events leave; another process may hold the lease."""
    if f"{runtime.service.name} relay" in runtime.ended:
        return "has ended"
    if runtime.relay.log_ahead:
        return "waits for a new epoch: the log is ahead of the database"
    if not runtime.relay.prepared:
        return "has not begun"
    tables = runtime.database.metadata.tables
    outbox, pointers = tables["outbox"], tables["relay_pointers"]
    waiting = outbox.c.recorded_at < datetime.now(UTC) - timedelta(seconds=BEHIND_SECONDS)
    here = (outbox.c.topic == pointers.c.topic) & (outbox.c.partition == pointers.c.partition)
    unnumbered = select(outbox.c.seq).where(outbox.c.position.is_(None), waiting).limit(1)
    unpublished = select(pointers.c.topic).where(exists().where(here, outbox.c.position > pointers.c.position, waiting))
    async with runtime.database.read() as read:
        late = await read.scalar(unnumbered) or await read.scalar(unpublished.limit(1))
    return "is behind" if late else OK


async def _consumer(runtime: Runtime) -> str:
    """Whether events are heard; a partition that stopped waits for an operator, and says why."""
    if f"{runtime.service.name} consumer" in runtime.ended:
        return "has ended"
    stops = [
        f"{name} of {partition.topic}/{partition.number}: {stop.reason}"
        for (name, partition), stop in sorted(runtime.consumer.stops.items())
    ]
    return "stopped: " + "; ".join(stops) if stops else OK


async def _webhooks(runtime: Runtime) -> str:
    """Whether webhooks are delivered to; what a subscriber does not take is no trouble of ours."""
    return "has ended" if f"{runtime.service.name} webhooks" in runtime.ended else OK


_UNCACHED: Final = {"Cache-Control": "no-store"}
