"""Whatever is refused leaves as problem details (RFC 9457), without a technical detail."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from finsam_common import problems
from finsam_common.db import failures
from finsam_common.problems import Problem
from finsam_common.web.reading import faults

_BY_STATUS: Final[dict[int, type[Problem]]] = {
    400: problems.BadRequest,
    401: problems.Unauthenticated,
    403: problems.Forbidden,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    406: problems.NotAcceptable,
    413: problems.TooLarge,
    415: problems.UnsupportedMediaType,
    422: problems.Invalid,
    503: problems.Unavailable,
}


def problem_response(problem: Problem, instance: str) -> Response:
    """A problem as a response; ``instance`` is the path of the request."""
    return Response(to_json(problem.render(instance)), problem.status, problem.headers, problems.MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """What a client is told of an exception: that the database cannot answer now, or nothing at all."""
    if isinstance(error, Problem):
        return error
    if failures.kind(error) in ("unavailable", "wait", "retry"):
        return problems.Unavailable()
    return problems.Unexpected()


def add_handlers(app: FastAPI) -> None:
    """Let the app answer refusals of every kind as problems."""
    app.add_exception_handler(Problem, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_well_formed)


async def _refused(request: Request, error: Any) -> Response:
    return problem_response(error, request.url.path)


async def _http(request: Request, error: Any) -> Response:
    """What the framework refuses; its own words stay inside, its headers go out.

    ``Allow`` names every method of the resource: the framework knows those of one route only.
    """
    response = problem_response(_BY_STATUS.get(error.status_code, problems.Unexpected)(), request.url.path)
    response.headers.update(error.headers or {})
    methods = [method for method, path in request.app.state.doors if path.fullmatch(request.url.path)]
    if error.status_code == 405 and methods:
        response.headers["Allow"] = ", ".join(sorted(methods))
    return response


async def _not_well_formed(request: Request, error: Any) -> Response:
    """A path that names nothing is 404; a query or header that cannot be read is 400; a form's field is 422."""
    where = {found["loc"][0] for found in error.errors()}
    if "path" in where:
        return problem_response(problems.NotFound(), request.url.path)
    refusal = problems.Invalid if "body" in where else problems.BadRequest
    return problem_response(refusal(errors=faults(error.errors(), skip=1)), request.url.path)
