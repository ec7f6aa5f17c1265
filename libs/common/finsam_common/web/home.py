"""The gateway's own page and documents: which APIs there are, which events, and whether all is well."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, JSONResponse

from finsam_common.problems import NotFound
from finsam_common.service import Service
from finsam_common.web.asyncapi import event_document, event_schema, published
from finsam_common.web.catalogue import catalogue_page
from finsam_common.web.pages import page
from finsam_common.web.wording import on_the_wire


def home_routes(services: Sequence[Service], *, development: bool) -> APIRouter:
    """``/``, ``/asyncapi``, ``/asyncapi.json`` and ``/schemas/<event name>.json``."""
    routes = APIRouter(include_in_schema=False)
    events = {event.event_name: event for event in published()}

    @routes.get("/")
    async def home() -> HTMLResponse:
        told = [{"name": name, "summary": _summary(event)} for name, event in events.items()]
        return page("home.html", services=services, events=told, development=development)

    @routes.get("/asyncapi")
    async def catalogue() -> HTMLResponse:
        return catalogue_page()

    @routes.get("/asyncapi.json")
    async def asyncapi() -> Response:
        return JSONResponse(event_document())

    @routes.get("/schemas/{name}.json")
    async def schema(name: str) -> Response:
        if name not in events:
            raise NotFound
        return JSONResponse(event_schema(events[name]), media_type="application/schema+json")

    return routes


def _summary(declared: type) -> str:
    summary: str = on_the_wire({"summary": inspect.cleandoc(declared.__doc__ or "").splitlines()[0]})["summary"]
    return summary
