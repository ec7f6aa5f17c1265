"""The short way to doors that ask for the request alone: one look-up by method and path, and nothing between.

They stand in the app as every route does: for its documents, and for other methods of their paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from finsam_common.problems import Problem
from finsam_common.web.entrance import GuardedRoute
from finsam_common.web.refusals import problem_response

Doors = Mapping[tuple[str, str], GuardedRoute]


class Direct:
    """Serves the doors that it has by itself, and leaves everything else to the app."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        route = self._doors.get((scope["method"], _path(scope))) if scope["type"] == "http" else None
        if route is None or route.direct is None:
            return await self._app(scope, receive, send)
        scope["route"] = route
        try:
            response = await route.direct(Request(scope, receive, send))
        except Problem as problem:
            response = problem_response(problem, scope["path"])
        return await response(scope, receive, send)


def direct_doors(prefix: str, routes: Iterable[object]) -> Doors:
    """The routes that can be served directly, by their method and their path below ``prefix``."""
    return {
        (method, prefix + route.path): route
        for route in routes
        if isinstance(route, GuardedRoute) and route.direct is not None
        for method in route.methods or ()
    }


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
