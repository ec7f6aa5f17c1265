"""Makes a service's rooms one app: its API under ``/v1``, its documents, its health, and what stands around them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from finsam_common.auth import allow
from finsam_common.auth.tokens import Tokens
from finsam_common.auth.trust import tokens_for
from finsam_common.operations.doors import operations_routers
from finsam_common.settings import Settings
from finsam_common.web.direct import Direct, direct_doors
from finsam_common.web.docs import add_docs, info_router
from finsam_common.web.entrance import PARAMETER
from finsam_common.web.feed import feed_router
from finsam_common.web.health import health_routes
from finsam_common.web.middleware import BodyLimit, Observe, Trace
from finsam_common.web.refusals import add_handlers
from finsam_common.web.router import Declared, Router
from finsam_common.web.submissions import submissions_router
from finsam_common.webhooks.routes import webhooks_router

if TYPE_CHECKING:
    from finsam_common.runtime import Runtime
    from finsam_common.service import Service

_OURS_ALONE: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False}
"""Traces, metrics and logs are our own: the framework need not ask at each request whether to add others."""


def create_app(runtime: Runtime, tokens: Tokens | None = None) -> FastAPI:
    """The app of one running service, to be mounted at ``/<name>``. Starting and ending the runtime is its owner's.

    ``tokens`` says whose tokens it believes; by default those that the settings name.
    """
    service = runtime.service
    app = shielded(runtime.settings, service.name)
    app.state.runtime = runtime
    app.state.tokens = tokens or tokens_for(runtime.settings)
    for router in routers_of(service):
        app.include_router(router.routes, prefix="/v1")
        app.state.direct |= direct_doors("/v1", router.routes.routes)
    declared = declared_of(service)
    app.state.doors = [(each.method, _places(service, each)) for each in declared]
    add_docs(app, service, declared)
    app.include_router(health_routes(lambda: {service.name: runtime}))
    for pages in service.pages:
        app.include_router(pages)
    return app


def shielded(settings: Settings, name: str) -> FastAPI:
    """An empty app that traces, measures, limits bodies, and refuses everything as problem details."""
    app = FastAPI(
        title=name, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=_OURS_ALONE
    )
    app.state.settings = settings
    app.state.doors = []
    app.state.direct = {}
    add_handlers(app)
    app.add_middleware(Direct, doors=app.state.direct)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Observe, service=name)
    app.add_middleware(Trace)
    return app


def routers_of(service: Service) -> list[Router]:
    """The service's own routers, and those that every API has."""
    scopes = [each.rights.scope for router in service.routers for each in router.declared if each.row is not None]
    files = [submissions_router(service.name, allow(scope.replace(":write", ":read"))) for scope in scopes[:1] if scope]
    subscribing = [feed_router(service), webhooks_router(service)]
    operating = operations_routers(service.name)
    return [*service.routers, *files, *subscribing, *operating, info_router(service)]


def declared_of(service: Service) -> list[Declared]:
    """Every declared route of a service: its rights table."""
    return list(chain.from_iterable(router.declared for router in routers_of(service)))


def _places(service: Service, route: Declared) -> re.Pattern[str]:
    """The paths that a route answers for."""
    return re.compile(f"/{service.name}/v1" + PARAMETER.sub("[^/]+", route.path))
