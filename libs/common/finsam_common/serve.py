"""`finsam serve`: every installed service behind one gateway app, in one process."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from finsam_common import telemetry
from finsam_common.auth.issuer import PATH as ISSUER_PATH
from finsam_common.auth.issuer import DevelopmentIssuer
from finsam_common.auth.trust import tokens_for
from finsam_common.migrate import migrate
from finsam_common.runtime import Runtime
from finsam_common.service import Service, installed
from finsam_common.settings import Settings
from finsam_common.transports import open_transport
from finsam_common.web.app import create_app, shielded
from finsam_common.web.health import health_routes
from finsam_common.web.home import home_routes
from finsam_common.web.login import add_issuer
from finsam_common.web.pages import ASSETS

log = structlog.get_logger()

LOCK_FILE: Final = "in-use.json"


class DataFolderInUseError(RuntimeError):
    """Another process works on the data folder; the message says which and since when."""


def serve(services: Sequence[Service], settings: Settings) -> None:
    """Answer until SIGINT or SIGTERM, then end open requests and background work in peace.

    Outside production the databases are migrated first. Raises DataFolderInUseError, and RuntimeError in production
    without issuers.
    """
    with holding(settings):
        telemetry.configure_logging(settings)
        if not settings.production:
            asyncio.run(migrate_all(services, settings))
        config = uvicorn.Config(
            gateway(services, settings),
            host=settings.host,
            port=settings.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises the signal again once it has ended
        with suppress(KeyboardInterrupt):
            collect_seldom()
            uvicorn.Server(config).run()


def collect_seldom() -> None:
    """Let the collector of cyclic garbage leave alone what the start has made, and look less often at the rest.

    A batch of events makes many objects that live until it is written, and hardly a cycle among them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def migrate_all(services: Sequence[Service], settings: Settings) -> None:
    """Bring the database of each service to its newest revision."""
    for service in services:
        await migrate(service, settings.database_url_of(service.name))


def gateway(services: Sequence[Service], settings: Settings) -> ASGIApp:
    """One app of all services: each at ``/<name>``, the platform's own page and health at the root.

    Its lifespan is that of the services: their relays and consumers run while it does.
    """
    transport = open_transport(settings.log_url)
    tokens = tokens_for(settings)
    runtimes = {service.name: Runtime(service, settings, transport) for service in services}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(transport.close)
            for runtime in runtimes.values():
                await stack.enter_async_context(runtime)
            log.info("platform.started", services=list(runtimes), port=settings.port)
            yield
        log.info("platform.ended")

    own = shielded(settings, "gateway")
    own.include_router(home_routes(installed(), development=not settings.issuers))
    own.include_router(health_routes(lambda: runtimes))
    own.mount("/assets", StaticFiles(directory=ASSETS))
    apps: dict[str, ASGIApp] = {f"/{name}": create_app(runtime, tokens) for name, runtime in runtimes.items()}
    if not settings.issuers:
        issuer = shielded(settings, "dev-issuer")
        add_issuer(issuer, DevelopmentIssuer(settings))
        apps[ISSUER_PATH] = issuer
    return _ByFirstWord(apps, Starlette(routes=[Mount("/", own)], lifespan=lifespan))


class _ByFirstWord:
    """Hands a request to the app that the first word of its path names; what is left, and the lifespan, to another.

    One look-up, where a router would try one pattern after the other for each request.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], rest: ASGIApp) -> None:
        self._apps = apps
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        word, slash, _ = scope.get("path", "")[1:].partition("/")
        app = self._apps.get(f"/{word}") if slash else None
        if app is None:
            await self._rest(scope, receive, send)
        else:
            root = scope.get("root_path", "")
            await app({**scope, "root_path": f"{root}/{word}", "app_root_path": root}, receive, send)


def holding(settings: Settings) -> AbstractContextManager[None]:
    """Hold the data folder if a database, the log or the development issuer keeps anything in it.

    Processes that keep everything elsewhere may be many. Raises DataFolderInUseError.
    """
    kept = "{data}" in settings.database_url or "{data}" in settings.bus_url or not settings.issuers
    return exclusive(settings.data_dir) if kept else nullcontext()


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process alone, for as long as it lives. Raises DataFolderInUseError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUseError(f"{folder} is in use by {_holder(folder)}.") from None
        file.truncate(0)
        json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, file)
        file.flush()
        yield
        file.truncate(0)


def _holder(folder: Path) -> str:
    """Who holds the folder, as it wrote itself down."""
    try:
        said = json.loads((folder / LOCK_FILE).read_text("utf-8"))
        return f"process {said['pid']} since {said['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
