"""From a route function to an endpoint: a guard before it, its bodies read exactly, its result made a response."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Annotated, Any, Final, get_type_hints

from fastapi import Path, Request, Response, params
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_snake
from pydantic_core import to_json

from finsam_common.auth import Rights
from finsam_common.bodies import Body, Registered
from finsam_common.problems import UnsupportedMediaType
from finsam_common.web.doors import WritePath
from finsam_common.web.etags import etag_of, unchanged_since
from finsam_common.web.reading import read_json

Handle = Callable[[Request], Coroutine[Any, Any, Response]]

PARAMETER: Final = re.compile(r"{(\w+)}")
_REQUEST: Final = "request_of_the_door"


def respond(request: Request, result: Any, status: int) -> Response:
    """What a route function returned, as a response; a registration with its ETag, 304 when the caller has it."""
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status_code=204)
    headers = {}
    if isinstance(result, Registered):
        headers["ETag"] = etag_of(result.version)
        if request.method == "GET" and unchanged_since(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
    return Response(to_json(result, by_alias=True), status, headers, "application/json")


class GuardedRoute(APIRoute):
    """A route with a guard before it: who may not pass gets no further, and nothing of the request has been read.

    ``direct`` is a guarded handler that needs nothing of the framework, when the door asks for the request alone.
    """

    direct: Handle | None = None

    def get_route_handler(self) -> Handle:
        """The handler behind the guard; the door says by which rights."""
        door: Any = self.endpoint
        if door.alone is not None:
            self.direct = _guarded(door.rights, door.alone)
            return self.direct
        return _guarded(door.rights, super().get_route_handler())


def _guarded(rights: Rights, handle: Handle) -> Handle:
    async def guarded(request: Request) -> Response:
        request.state.rights = rights
        request.state.principal = None
        if not rights.public:
            principal = await request.app.state.tokens.principal(request.headers.get("authorization"))
            rights.admit(principal)
            request.state.principal = principal
        return await handle(request)

    return guarded


def door_of(
    endpoint: Callable[..., Awaitable[Any]], path: str, status: int, rights: Rights
) -> Callable[..., Awaitable[Response]]:
    """The function with its bodies read from JSON, its way into the write path, and its result made a response.

    What the door hands in itself, the framework does not see: it costs each request less than a dependency does.
    """
    renamed = {to_snake(name): name for name in PARAMETER.findall(path) if to_snake(name) != name}

    hints = get_type_hints(endpoint, include_extras=True)
    asked_for = inspect.signature(endpoint).parameters
    given = {name: supply for name in asked_for if (supply := _supply(hints[name])) is not None}
    parameters = [
        each.replace(annotation=_annotation(hints[name], renamed.get(name)), kind=inspect.Parameter.KEYWORD_ONLY)
        for name, each in asked_for.items()
        if name not in given
    ]
    asked = next((each.name for each in parameters if each.annotation is Request), None)
    if asked is None:
        parameters.append(inspect.Parameter(_REQUEST, inspect.Parameter.KEYWORD_ONLY, annotation=Request))

    @wraps(endpoint)
    async def door(**values: Any) -> Response:
        request = values[asked] if asked else values.pop(_REQUEST)
        for name, supply in given.items():
            values[name] = await supply(request)
        return respond(request, await endpoint(**values), status)

    async def alone(request: Request) -> Response:
        return await door(**{asked or _REQUEST: request})

    door.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    door.rights = rights  # type: ignore[attr-defined]
    door.alone = alone if len(parameters) == 1 else None  # type: ignore[attr-defined]
    return door


def _annotation(hint: Any, in_path: str | None) -> Any:
    if in_path is None:
        return hint
    told = any(isinstance(each, params.Path) and each.alias for each in getattr(hint, "__metadata__", ()))
    return hint if told else Annotated[hint, Path(alias=in_path)]


def _supply(hint: Any) -> Callable[[Request], Awaitable[Any]] | None:
    """How the door makes a parameter of this type from a request; None when the framework does."""
    if _is_body(hint):
        return _reader(hint)
    return _write_path if hint is WritePath else None


async def _write_path(request: Request) -> WritePath:
    return WritePath(request)


def _reader(model: type[Body]) -> Callable[[Request], Awaitable[Body]]:
    async def body(request: Request) -> Body:
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            raise UnsupportedMediaType("The body is read as application/json.")
        return read_json(model, await request.body())

    return body


def _is_body(hint: Any) -> bool:
    return inspect.isclass(hint) and issubclass(hint, Body)


def body_of(endpoint: Callable[..., Any]) -> type[Body] | None:
    """The body that the function asks for."""
    return next((hint for hint in parameter_types(endpoint) if _is_body(hint)), None)


def parameter_types(endpoint: Callable[..., Any]) -> list[Any]:
    """The parameters' types, without what Annotated adds."""
    signature = inspect.signature(endpoint).parameters
    return [hint for name, hint in get_type_hints(endpoint).items() if name in signature]
