"""What an API says of itself: its document, its docs that work without a network, its api-info."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final, Literal

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import Field
from starlette.staticfiles import StaticFiles

from finsam_common.auth import public
from finsam_common.bodies import Resource
from finsam_common.service import Service
from finsam_common.web.links import BaseUrl
from finsam_common.web.openapi import API_VERSION, document
from finsam_common.web.pages import ASSETS, DOCS_ASSETS, page
from finsam_common.web.router import Declared, Router

RELEASED: Final = date(2026, 12, 1)


class ApiInfo(Resource):
    """What every API tells of itself (DIGG's REST profile, VER.07)."""

    api_name: str = Field(examples=["Finsam – registry"])
    api_version: str = Field(examples=[API_VERSION], description="Semantic version of the API")
    api_released: date = Field(examples=["2026-12-01"], description="When this version was released")
    api_documentation: str = Field(examples=["https://finsam.example/registry/v1/docs"])
    api_status: Literal["alpha", "beta", "active", "deprecated", "retired", "decommissioned"] = "active"


def info_router(service: Service) -> Router:
    """The route ``/api-info``."""
    router = Router("/api-info", tags=["api-info"])

    @router.get("", rights=public(), answers=ApiInfo)
    async def read_api_info(base: BaseUrl) -> ApiInfo:
        """Which API this is, in which version and status."""
        return ApiInfo(
            api_name=service.title,
            api_version=API_VERSION,
            api_released=RELEASED,
            api_documentation=f"{base}/{service.name}/v1/docs",
        )

    return router


def add_docs(app: FastAPI, service: Service, declared: list[Declared]) -> None:
    """Serve ``/v1/openapi.json`` and ``/v1/docs``."""

    @cache
    def built() -> dict[str, Any]:
        return document(app, service, declared)

    routes = APIRouter(prefix="/v1", include_in_schema=False)

    @routes.get("/openapi.json")
    async def openapi() -> Response:
        return JSONResponse(built(), headers={"Cache-Control": "public, max-age=60"})

    @routes.get("/docs")
    async def docs(request: Request) -> HTMLResponse:
        return page("docs.html", title=service.title)

    @routes.get("/docs/start.js")
    async def start() -> FileResponse:
        return FileResponse(ASSETS / "start.js")

    app.include_router(routes)
    app.mount("/v1/docs/assets", StaticFiles(directory=DOCS_ASSETS))
    app.openapi = built  # type: ignore[method-assign]
