"""What a route function asks for: who calls, what to read from, as of when, and the way into the write path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request, Response
from pydantic import AwareDatetime
from pydantic_core import to_json

from finsam_common.auth import Principal, Rights
from finsam_common.db import Read
from finsam_common.problems import BadRequest, KeyMissing, Problem, Unauthenticated
from finsam_common.telemetry import traceparent
from finsam_common.web.etags import version_in
from finsam_common.web.links import base_url
from finsam_common.writes.entries import Answer, Command, Entry, IdempotencyKey

if TYPE_CHECKING:
    from finsam_common.runtime import Runtime

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
_KEY: Final = re.compile(r'^"?([\x21\x23-\x7e]{1,255})"?$')


def runtime_of(request: Request) -> Runtime:
    """The running service that a request came to."""
    return cast("Runtime", request.app.state.runtime)


async def _caller(request: Request) -> Principal:
    principal: Principal | None = request.state.principal
    if principal is None:
        raise Unauthenticated
    return principal


async def _reads(request: Request) -> AsyncIterator[Read]:
    async with runtime_of(request).database.read() as read:
        yield read


async def _as_of(
    as_of: Annotated[
        date | None,
        Query(alias="asOf", examples=["2024-12-31"], description="The day whose state is asked for; today in Sweden"),
    ] = None,
) -> date:
    return as_of or datetime.now(STOCKHOLM).date()


async def _known_at(
    known_at: Annotated[
        AwareDatetime | None,
        Query(
            alias="knownAt",
            examples=["2025-03-01T08:00:00Z"],
            description="What was known at this moment, with its time zone; now, when absent",
        ),
    ] = None,
) -> datetime | None:
    return None if known_at is None else known_at.astimezone(UTC)


Caller = Annotated[Principal, Depends(_caller)]
Reads = Annotated[Read, Depends(_reads, scope="function")]
AsOf = Annotated[date, Depends(_as_of)]
KnownAt = Annotated[datetime | None, Depends(_known_at)]


class WritePath:
    """The way from one request into the write path."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @cached_property
    def _base_url(self) -> str:
        return base_url(self._request)

    async def submit(self, command: Command) -> Response:
        """Run a command and answer as it ended, once that is durable; raises the Problem that it was refused with."""
        entry = await self.entry(command)
        outcome = await runtime_of(self._request).writer.submit(entry)
        if isinstance(outcome, Problem):
            raise outcome
        return self._response(outcome)

    async def entry(self, command: Command) -> Entry[Command]:
        """The command with all that the request says of it: who, by which right, with which key, on which version."""
        request = self._request
        return Entry(
            command,
            principal=request.state.principal,
            rights=cast(Rights, request.state.rights),
            traceparent=traceparent.get(),
            key=await self._key(command),
            if_match=version_in(request.headers.get("if-match")),
            base_url=self._base_url,
        )

    async def _key(self, command: Command) -> IdempotencyKey | None:
        key = idempotency_key(self._request, required=self._request.method == "POST")
        if key is None:
            return None
        principal: Principal = self._request.state.principal
        scope = self._request.scope
        content = b"%b?%b\n%b" % (scope["path"].encode(), scope["query_string"], await self._content(command))
        return IdempotencyKey(principal.organisation, route_of(self._request), key, hashlib.sha256(content).hexdigest())

    async def _content(self, command: Command) -> bytes:
        try:
            return await self._request.body()
        except RuntimeError:  # a form has consumed the stream: the command is what it said
            return to_json(command, bytes_mode="base64")

    def _response(self, answer: Answer) -> Response:
        headers = {} if answer.etag is None else {"ETag": answer.etag}
        if answer.location is not None:
            headers["Location"] = self._base_url + answer.location
        return Response(answer.body, answer.status, headers, "application/json")


def idempotency_key(request: Request, *, required: bool) -> str | None:
    """The request's Idempotency-Key, quoted or bare; raises KeyMissing or BadRequest."""
    given = request.headers.get("idempotency-key")
    if given is None:
        if required:
            raise KeyMissing
        return None
    match = _KEY.match(given)
    if match is None:
        raise BadRequest("Idempotency-Key takes 1 to 255 visible ASCII characters.")
    return match[1]


def route_of(request: Request) -> str:
    """The method and template of the route that a request came to: ``POST /headcounts``."""
    route: Any = request.scope["route"]
    return f"{request.method} {route.path_format}"


Writes = WritePath
"""What a route function asks for that changes something: ``await writes.submit(command)``."""
