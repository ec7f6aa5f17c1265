"""The platform as tests see it: services in one process, callers with tokens, time that moves when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from finsam_common.auth.issuer import DevelopmentIssuer
from finsam_common.auth.trust import tokens_for
from finsam_common.migrate import migrate
from finsam_common.runtime import Runtime
from finsam_common.service import Service, installed
from finsam_common.settings import Settings
from finsam_common.transports import open_transport
from finsam_common.web.app import create_app
from tests import engines

_templates: dict[str, str] = {}
ROUNDS = 200


class Caller(httpx.AsyncClient):
    """Somebody with a token: ``await caller.post("/followup/v1/interventions", json={…})``."""

    async def register(self, path: str, body: dict[str, Any], key: str | None = None) -> httpx.Response:
        """POST with an Idempotency-Key, a new one unless one is given."""
        return await self.post(path, json=body, headers={"Idempotency-Key": key or uuid4().hex})


class World:
    """The running services, and the ways in."""

    def __init__(self, settings: Settings, apps: dict[str, FastAPI]) -> None:
        self.settings = settings
        self.apps = apps
        self.issuer = DevelopmentIssuer(settings)
        self._gateway = _Gateway(apps)
        self._callers: list[Caller] = []

    def runtime(self, service: str) -> Runtime:
        """One running service."""
        runtime: Runtime = self.apps[service].state.runtime
        return runtime

    def caller(self, client_id: str | None) -> Caller:
        """A caller: ``steward``, ``operator``, ``reader``, ``fk``, ``af``, ``federation:<uuid>``; None has no token."""
        headers = {} if client_id is None else {"Authorization": f"Bearer {self.issuer.token_for(client_id)}"}
        transport = httpx.ASGITransport(app=self._gateway)
        caller = Caller(transport=transport, base_url="http://finsam.test", headers=headers)
        self._callers.append(caller)
        return caller

    @property
    def steward(self) -> Caller:
        """Försäkringskassan as steward."""
        return self.caller("steward")

    @property
    def anybody(self) -> Caller:
        """Somebody without a token."""
        return self.caller(None)

    def federation(self, federation_id: UUID | str) -> Caller:
        """The system of one federation."""
        return self.caller(f"federation:{federation_id}")

    async def settle(self) -> None:
        """Let every event reach everyone that hears it."""
        for _ in range(ROUNDS):
            moved = [await app.state.runtime.step() for app in self.apps.values()]
            if not any(moved):
                return
        raise AssertionError("the platform does not come to rest")

    async def close(self) -> None:
        """Close the callers' clients."""
        for caller in self._callers:
            await caller.aclose()


class _Gateway:
    """Hands a request to the service that its path names."""

    def __init__(self, apps: dict[str, FastAPI]) -> None:
        self._apps = apps

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        name = scope["path"].split("/")[1]
        await self._apps[name](scope | {"root_path": f"/{name}"}, receive, send)


@asynccontextmanager
async def open_world(folder: Path, names: tuple[str, ...] = (), **options: Any) -> AsyncIterator[World]:
    """The installed services, or those named, on databases and a log of their own; nothing moves by itself."""
    services = installed(names)
    urls = {
        service.name: await engines.new_database(folder, service.name, template=await template(service))
        for service in services
    }
    settings = Settings(environment="test", data_dir=folder, **options)
    async with AsyncExitStack() as stack:
        transport = open_transport(settings.log_url)
        stack.push_async_callback(transport.close)
        apps = {}
        for service in services:
            own = settings.model_copy(update={"database_url": urls[service.name]})
            runtime = await stack.enter_async_context(Runtime(service, own, transport, background=False))
            apps[service.name] = create_app(runtime, tokens_for(settings))
        world = World(settings, apps)
        stack.push_async_callback(world.close)
        yield world
    for url in urls.values():
        await engines.drop_database(url)


async def template(service: Service) -> str:
    """A migrated database to copy from, made once in a test run."""
    if service.name not in _templates:
        url = await engines.new_database(Path(mkdtemp()), f"template-{service.name}")
        await migrate(service, url)
        _templates[service.name] = url
    return _templates[service.name]
