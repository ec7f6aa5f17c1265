"""Whether a service can do its work, and if not, which of the things that it depends on fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

if TYPE_CHECKING:
    from finsam_common.runtime import Runtime

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 3.0
OK: Final = "ok"


async def check(runtime: Runtime) -> dict[str, str]:
    """What the service depends on, each ``ok`` or, in a few words without technical detail, what is wrong."""
    return {
        "database": await _answers("database", runtime, runtime.database.ping),
        "log": await _answers("log", runtime, lambda: _ask_log(runtime)),
        **runtime.condition(),
    }


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


async def _answers(what: str, runtime: Runtime, ask: Callable[[], Awaitable[object]]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ask()
    except Exception as error:
        log.warning("dependency.failed", service=runtime.service.name, dependency=what, error=type(error).__name__)
        return "does not answer"
    return OK


async def _ask_log(runtime: Runtime) -> None:
    for topic in runtime.topics[:1]:
        await runtime.transport.end_offset(topic.name, 0)


_UNCACHED: Final = {"Cache-Control": "no-store"}
