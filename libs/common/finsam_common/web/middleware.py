"""What stands around every app: trace, measure, catch, limit. Plain ASGI, so that bodies stream through."""

from __future__ import annotations

import time
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
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
                headers = MutableHeaders(scope=message)
                headers["traceparent"] = current
                headers["X-Content-Type-Options"] = "nosniff"
                headers.add_vary_header("Authorization")
                headers.setdefault("Cache-Control", "private, no-cache")
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
        telemetry.REQUESTS.labels(self._service, method, route, str(status)).inc()
        telemetry.DURATIONS.labels(self._service, method, route).observe(seconds)
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


def _route(scope: Scope) -> str:
    """The template that the request was routed to; never its path, which names rows."""
    route = scope.get("route")
    return route.path_format if isinstance(route, Route) else _UNROUTED


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH") else "OTHER"
