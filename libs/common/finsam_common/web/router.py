"""Routes that declare who may pass. There is no other way to add one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar, cast, get_type_hints

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from pydantic.alias_generators import to_camel, to_snake

from finsam_common.auth import Rights
from finsam_common.bodies import Body, Registered
from finsam_common.problems import Problem, UnsupportedMediaType
from finsam_common.web.bulk import submit_file
from finsam_common.web.doors import WritePath
from finsam_common.web.etags import etag_of, unchanged_since
from finsam_common.web.reading import read_json
from finsam_common.writes.entries import Command

F = TypeVar("F", bound=Callable[..., Awaitable[Any]])

_REQUEST = "request_of_the_door"
_PARAMETER = re.compile(r"{(\w+)}")
_BULK = """Submit many at once, as a file.

The body is NDJSON, one object a line, or CSV whose columns are the object's members, lists separated by `|`; one line
is one row. Each row is decided as if it came to `POST {path}`, except that other content under a known external id is a
correction: say `ifVersion` to correct that version and no newer one. The answer has one result per row: `accepted`,
`corrected`, `unchanged` or `rejected` with the problem. A rejected row costs no other.

A file that was cut off is sent again with the same `Idempotency-Key`: what was decided is answered as it was decided.
"""

Atomic = Annotated[
    bool,
    Query(examples=[False], description="All rows or none: one transaction, at most 10,000 rows"),
]
DryRun = Annotated[bool, Query(alias="dryRun", examples=[False], description="Decide everything, change nothing")]


@dataclass(frozen=True, slots=True)
class Declared:
    """What one route says of itself: from this the documentation, the rights table and the exhaustive test are made.

    ``path`` is below ``/<service>/v1``; ``writes`` tells that it goes through the write path.
    """

    method: str
    path: str
    rights: Rights
    refuses: tuple[type[Problem], ...]
    status: int
    operation_id: str
    body: type[Body] | None = None
    answers: type[BaseModel] | None = None
    writes: bool = False
    row: type[Body] | None = None


class Router:
    """The routes of one subject. ``declared`` lists them; ``routes`` holds them for the app."""

    def __init__(self, prefix: str, tags: Sequence[str] = ()) -> None:
        self.prefix = prefix
        self.declared: list[Declared] = []
        self.routes = APIRouter(prefix=prefix, tags=list(tags) or [prefix.strip("/")])

    def get(self, path: str, *, rights: Rights, **options: Any) -> Callable[[F], F]:
        """Declare a read. Options as in ``route``."""
        return self.route("GET", path, rights=rights, **options)

    def post(self, path: str, *, rights: Rights, **options: Any) -> Callable[[F], F]:
        """Declare something that registers or begins. Options as in ``route``."""
        return self.route("POST", path, rights=rights, **options)

    def put(self, path: str, *, rights: Rights, **options: Any) -> Callable[[F], F]:
        """Declare an update; it needs If-Match. Options as in ``route``."""
        return self.route("PUT", path, rights=rights, **options)

    def delete(self, path: str, *, rights: Rights, **options: Any) -> Callable[[F], F]:
        """Declare a taking back; it needs If-Match. Options as in ``route``."""
        return self.route("DELETE", path, rights=rights, **options)

    def route(
        self,
        method: str,
        path: str,
        *,
        rights: Rights,
        refuses: Sequence[type[Problem]] = (),
        answers: type[BaseModel] | None = None,
        status_code: int = 200,
        row: type[Body] | None = None,
        **options: Any,
    ) -> Callable[[F], F]:
        """Declare a route: who may pass, what may be refused beside what every route refuses, what it answers.

        The function's docstring is the operation's summary (first line) and description. A parameter that is a
        ``Body`` is read from JSON, after the caller has been let in; one that the path names is camelCase there.
        ``row`` is what each row of a bulk body says.
        Raises TypeError without rights or docstring.
        """
        path = _PARAMETER.sub(lambda found: f"{{{to_camel(found[1])}}}", path)
        if not isinstance(rights, Rights):
            raise TypeError(f"{method} {self.prefix}{path} does not declare who may pass")

        def declare(endpoint: F) -> F:
            if not endpoint.__doc__:
                raise TypeError(f"{method} {self.prefix}{path} has no docstring to describe it")
            door = _door(endpoint, self.prefix + path, status_code)
            declared = Declared(
                method,
                self.prefix + path,
                rights,
                tuple(refuses),
                status_code,
                to_camel(endpoint.__name__),
                body=_body_of(endpoint),
                answers=answers,
                writes=WritePath in _origins(endpoint),
                row=row,
            )
            self.declared.append(declared)
            self.routes.add_api_route(
                path,
                door,
                methods=[method],
                status_code=status_code,
                response_model=answers,
                operation_id=declared.operation_id,
                summary=inspect.cleandoc(endpoint.__doc__).splitlines()[0].rstrip("."),
                description=inspect.cleandoc(endpoint.__doc__),
                dependencies=[Depends(_guard(rights))],
                **options,
            )
            return endpoint

        return declare

    def bulk(
        self, path: str, command: Callable[[Any], Command], *, rights: Rights | None = None, **options: Any
    ) -> None:
        """Declare ``POST {path}/submissions``: files whose rows are what ``POST {path}`` takes, as the same command.

        Rights and refusals are those of that route, which is declared before, unless given. The command's field
        ``body`` says what a row is.
        """
        single = next(
            (each for each in self.declared if (each.method, each.path) == ("POST", self.prefix + path)), None
        )
        rights = rights or (single.rights if single else None)
        row: type[Body] = get_type_hints(command)["body"]

        async def submit(request: Request, atomic: Atomic = False, dry_run: DryRun = False) -> Response:
            return await submit_file(request, row, command, atomic=atomic, dry_run=dry_run)

        submit.__name__ = f"submit_{'_'.join((self.prefix + path).strip('/').replace('-', '_').split('/'))}"
        submit.__doc__ = _BULK.format(path=self.prefix + path)
        refuses = options.pop("refuses", single.refuses if single else ())
        declare = self.route(
            "POST",
            f"{path}/submissions",
            rights=cast(Rights, rights),
            refuses=refuses,
            status_code=201,
            row=row,
            **options,
        )
        declare(submit)

    def _declared(self, method: str, path: str) -> Declared | None:
        return next((each for each in self.declared if (each.method, each.path) == (method, path)), None)


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
    return Response(result.model_dump_json(by_alias=True), status, headers, "application/json")


def _guard(rights: Rights) -> Callable[[Request], Awaitable[None]]:
    """The dependency that stands first at a door."""

    async def guard(request: Request) -> None:
        request.state.rights = rights
        request.state.principal = None
        if not rights.public:
            principal = await request.app.state.tokens.principal(request.headers.get("authorization"))
            rights.admit(principal)
            request.state.principal = principal

    return guard


def _door(endpoint: Callable[..., Awaitable[Any]], path: str, status: int) -> Callable[..., Awaitable[Response]]:
    """The function with its bodies read from JSON and its result made a response."""
    named = {to_snake(name): name for name in _PARAMETER.findall(path)}

    @wraps(endpoint)
    async def door(**values: Any) -> Response:
        request = values.pop(_REQUEST)
        return respond(request, await endpoint(**values), status)

    hints = get_type_hints(endpoint, include_extras=True)
    parameters = [
        each.replace(annotation=_annotation(hints[name], named.get(name)), kind=inspect.Parameter.KEYWORD_ONLY)
        for name, each in inspect.signature(endpoint).parameters.items()
    ]
    asked = inspect.Parameter(_REQUEST, inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    door.__signature__ = inspect.Signature([*parameters, asked])  # type: ignore[attr-defined]
    return door


def _annotation(hint: Any, in_path: str | None) -> Any:
    if in_path is not None:
        return Annotated[hint, Path(alias=in_path)]
    return Annotated[hint, Depends(_reader(hint))] if _is_body(hint) else hint


def _reader(model: type[Body]) -> Callable[[Request], Awaitable[Body]]:
    async def body(request: Request) -> Body:
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            raise UnsupportedMediaType("The body is read as application/json.")
        return read_json(model, await request.body())

    return body


def _is_body(hint: Any) -> bool:
    return inspect.isclass(hint) and issubclass(hint, Body)


def _body_of(endpoint: Callable[..., Any]) -> type[Body] | None:
    return next((hint for hint in _origins(endpoint) if _is_body(hint)), None)


def _origins(endpoint: Callable[..., Any]) -> list[Any]:
    """The parameters' types, without what Annotated adds."""
    signature = inspect.signature(endpoint).parameters
    return [hint for name, hint in get_type_hints(endpoint).items() if name in signature]
