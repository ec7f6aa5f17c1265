"""What each route may refuse, as the documentation says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from finsam_common import problems
from finsam_common.problems import MEDIA_TYPE, TYPE_BASE, Problem
from finsam_common.web.router import Declared

_FAULT: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)", "examples": ["/women"]},
        "code": {"type": "string", "examples": ["missing"]},
        "detail": {"type": "string", "examples": ["The field is required."]},
    },
    "required": ["pointer", "code", "detail"],
}

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457). Some problems say more in members of their own.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:finsam:problem:not-found"]},
        "title": {"type": "string", "examples": ["There is nothing here."]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "examples": ["There is nothing here."]},
        "instance": {"type": "string", "format": "uri-reference", "examples": ["/registry/v1/federations"]},
        "code": {"type": "string", "description": "Never changes", "examples": ["not-found"]},
        "pointer": {"type": "string", "description": "Where in the body", "examples": ["/period"]},
        "retryAfter": {"type": "integer", "description": "Seconds, as the header Retry-After", "examples": [2]},
        "errors": {"type": "array", "items": _FAULT},
    },
    "required": ["type", "title", "status", "detail", "instance", "code"],
}

ROW_RESULT_SCHEMA: Final[dict[str, Any]] = {
    "title": "RowResult",
    "description": "How one row of a file ended; one JSON object a line.",
    "type": "object",
    "properties": {
        "row": {"type": "integer", "minimum": 1, "description": "Counted from 1, blank lines left out"},
        "result": {"enum": ["accepted", "corrected", "unchanged", "rejected"]},
        "id": {"type": "string", "format": "uuid", "description": "The registration, when the row stands"},
        "version": {"type": "integer", "minimum": 1},
        "warnings": {"type": "array", "items": {"type": "object"}, "description": "Plausibility warnings"},
        "problem": {"type": "object", "description": "Why the row was rejected: a Problem without instance"},
    },
    "required": ["row", "result"],
    "examples": [{"row": 1, "result": "accepted", "id": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b", "version": 1}],
}


def common_refusals(route: Declared) -> list[type[Problem]]:
    """What every route of this kind may refuse, beside what it declares itself."""
    found: list[type[Problem]] = [problems.BadRequest]
    if not route.rights.public:
        found += [problems.Unauthenticated, problems.Forbidden]
    if "{" in route.path:
        found.append(problems.NotFound)
    if route.method in ("POST", "PUT"):
        found += [problems.TooLarge, problems.UnsupportedMediaType, problems.Invalid]
    if route.rights.own and route.writes:
        found.append(problems.NotYours)
    if route.writes:
        found += [problems.KeyReused, problems.KeyInUse]
        found += [problems.KeyMissing] if route.method == "POST" else []
    if route.writes and route.method in ("PUT", "DELETE"):
        found += [problems.PreconditionFailed, problems.PreconditionRequired]
    return [*found, problems.Unexpected, problems.Unavailable]


def responses(refused: Iterable[type[Problem]], instance: str, taken: set[str]) -> dict[str, Any]:
    """The documented responses by status, with an example of each problem; a status that is ``taken`` is left out."""
    by_status: dict[str, list[type[Problem]]] = {}
    for problem in dict.fromkeys(refused):
        by_status.setdefault(str(problem.status), []).append(problem)
    return {status: _response(kinds, instance) for status, kinds in sorted(by_status.items()) if status not in taken}


def _response(kinds: list[type[Problem]], instance: str) -> dict[str, Any]:
    examples = {kind.code: {"summary": kind.title, "value": _example(kind, instance)} for kind in kinds}
    return {
        "description": " ".join(kind.title for kind in kinds),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def _example(kind: type[Problem], instance: str) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": TYPE_BASE + kind.code,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "instance": instance,
        "code": kind.code,
    }
    if kind is problems.Invalid:
        problem["errors"] = [{"pointer": "/externalId", "code": "missing", "detail": "The field is required."}]
    return problem
