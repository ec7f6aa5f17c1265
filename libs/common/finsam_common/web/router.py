"""Routes that declare who may pass. There is no other way to add one."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast, get_type_hints

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from finsam_common.auth import Rights
from finsam_common.bodies import Body
from finsam_common.problems import Problem
from finsam_common.web.bulk import submit_file
from finsam_common.web.doors import WritePath
from finsam_common.web.entrance import PARAMETER, GuardedRoute, body_of, door_of, parameter_types
from finsam_common.writes.entries import Command

F = TypeVar("F", bound=Callable[..., Awaitable[Any]])

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
        self.routes = APIRouter(prefix=prefix, tags=list(tags) or [prefix.strip("/")], route_class=GuardedRoute)

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
        path = PARAMETER.sub(lambda found: f"{{{to_camel(found[1])}}}", path)
        if not isinstance(rights, Rights):
            raise TypeError(f"{method} {self.prefix}{path} does not declare who may pass")

        def declare(endpoint: F) -> F:
            if not endpoint.__doc__:
                raise TypeError(f"{method} {self.prefix}{path} has no docstring to describe it")
            door = door_of(endpoint, self.prefix + path, status_code, rights)
            declared = Declared(
                method,
                self.prefix + path,
                rights,
                tuple(refuses),
                status_code,
                to_camel(endpoint.__name__),
                body=body_of(endpoint),
                answers=answers,
                writes=WritePath in parameter_types(endpoint) or row is not None,
                row=row,
            )
            self.declared.append(declared)
            self.routes.add_api_route(
                path,
                door,
                methods=[method],
                status_code=status_code,
                response_model=answers,
                response_description="It stands." if status_code == 201 else "As asked.",
                operation_id=declared.operation_id,
                summary=inspect.cleandoc(endpoint.__doc__).splitlines()[0].rstrip("."),
                description=inspect.cleandoc(endpoint.__doc__),
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
