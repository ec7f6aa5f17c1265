"""What stands around every app: trace, measure, catch, limit. Plain ASGI, so that bodies stream through."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from finsam_common import telemetry
from finsam_common.problems import TooLarge
from finsam_common.settings import Settings
from finsam_common.web.refusals import problem_of, problem_response

log = structlog.get_logger()

BULK_SUFFIX: Final = "/submissions"
_UNROUTED: Final = "(none)"
_REPLACED: Final = frozenset({b"traceparent", b"x-content-type-options"})


class Trace:
    """Continues the caller's W3C trace or begins one, for what is done here, and returns it.

    It also says what every response says: not to sniff, and not to keep an answer for another caller.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in its trace."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        current = telemetry.continue_trace(Headers(scope=scope).get("traceparent"))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_what_all_say(message.get("headers", ()), current)
            await send(message)

        token = telemetry.traceparent.set(current)
        try:
            return await self._app(scope, receive, answer)
        finally:
            telemetry.traceparent.reset(token)


class Observe:
    """Counts and times requests by route template, logs one line for each, and turns what nobody caught into a problem.

    A client that hangs up is no error.
    """

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and take its measure."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:
            problem = problem_of(error)
            log.error("request.failed", service=self._service, route=_route(scope), exc_info=error)
            if status:
                raise
            await problem_response(problem, scope["path"])(scope, receive, answer)
        finally:
            self._measure(scope, status, time.perf_counter() - began)
        return None

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = _method(scope), _route(scope)
        count, duration = _meters(self._service, method, route, status)
        count.inc()
        duration.observe(seconds)
        log.info(
            "request",
            service=self._service,
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


class BodyLimit:
    """Refuses a body that is larger than the configuration allows, whether it says its length or comes in chunks."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, up to the limit of its body."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = self._limit(scope)
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            return await _refuse(limit, scope, receive, send)
        read, exceeded, started = 0, False, False

        async def counted() -> Message:
            nonlocal read, exceeded
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                exceeded = True
                raise TooLarge
            return message

        async def answer(message: Message) -> None:
            nonlocal started
            if not exceeded or started:
                started = True
                await send(message)

        try:
            await self._app(scope, counted, answer)
        except TooLarge:
            if started:
                raise
        if exceeded and not started:
            await _refuse(limit, scope, receive, send)
        return None

    def _limit(self, scope: Scope) -> int:
        bulk = scope["method"] == "POST" and scope["path"].endswith(BULK_SUFFIX)
        return self._settings.max_bulk_bytes if bulk else self._settings.max_body_bytes


async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 413 and hang up: what is left of the body is not read."""
    response = problem_response(TooLarge(f"The limit is {limit} bytes.", limit_bytes=limit), scope["path"])
    response.headers["Connection"] = "close"
    await response(scope, receive, send)


def _with_what_all_say(said: Iterable[tuple[bytes, bytes]], current: str) -> list[tuple[bytes, bytes]]:
    """A response's headers, and those that every response has unless it says otherwise."""
    headers = [(name, value) for name, value in said if name not in _REPLACED]
    vary = [value for name, value in headers if name == b"vary"]
    headers += [(b"traceparent", current.encode()), (b"x-content-type-options", b"nosniff")]
    if not any(b"authorization" in value.lower() for value in vary):
        headers.append((b"vary", b"Authorization"))
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"private, no-cache"))
    return headers


@lru_cache(maxsize=4096)
def _meters(service: str, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    count = telemetry.REQUESTS.labels(service, method, route, str(status))
    return count, telemetry.DURATIONS.labels(service, method, route)


def _route(scope: Scope) -> str:
    """The template that the request was routed to; never its path, which names rows."""
    route = scope.get("route")
    return route.path_format if isinstance(route, Route) else _UNROUTED


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH") else "OTHER"
