"""The development issuer's own doors: discovery, keys, tokens, and a page to take one by hand."""

from __future__ import annotations

import base64
from typing import Annotated, Final
from urllib.parse import unquote

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from finsam_common.auth.issuer import LIFETIME_SECONDS, PATH, DevelopmentIssuer, UnknownClientError
from finsam_common.web.links import base_url
from finsam_common.web.pages import page

ROLES: Final = {
    "steward": "Försäkringskassan, the steward of the platform",
    "federation": "A federation's own system",
    "fk": "A system of Försäkringskassan, reading",
    "af": "A system of Arbetsförmedlingen, reading",
    "reader": "Somebody who reads reports",
    "operator": "An operator of the platform",
}
_UNCACHED: Final = {"Cache-Control": "no-store"}

Text = Annotated[str, Form(max_length=200)]


def add_issuer(app: FastAPI, issuer: DevelopmentIssuer) -> None:
    """Serve the issuer below the app's root."""

    @app.get("/.well-known/openid-configuration")
    async def discovery(request: Request) -> Response:
        return JSONResponse(issuer.discovery(base_url(request) + PATH))

    @app.get("/jwks.json")
    async def jwks() -> Response:
        return JSONResponse({"keys": [issuer.public_jwk]})

    @app.post("/token")
    async def token(
        request: Request, grant_type: Text = "", client_id: Text = "", scope: Text | None = None
    ) -> Response:
        client_id = client_id or _named_by_basic(request.headers.get("authorization", ""))
        if grant_type != "client_credentials":
            return _refused("unsupported_grant_type", 400, "grant_type is client_credentials here.")
        try:
            issued = issuer.token_for(client_id, scope or None)
        except UnknownClientError:
            clients = ", ".join(f"{role}:<federationId>" if role == "federation" else role for role in ROLES)
            return _refused("invalid_client", 401, f"client_id is one of {clients}.")
        answer = {"access_token": issued, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}
        return JSONResponse(answer, headers=_UNCACHED)

    @app.get("/login")
    async def ask(request: Request) -> HTMLResponse:
        return _login(request)

    @app.post("/login")
    async def answer(request: Request, role: Text = "", federation: Text = "") -> HTMLResponse:
        client_id = f"federation:{federation.strip().lower()}" if role == "federation" else role
        try:
            return _login(request, role, federation, token=issuer.token_for(client_id))
        except UnknownClientError:
            return _login(request, role, federation, error="A federation's id is a UUID; every other role has none.")


def _refused(error: str, status: int, description: str) -> Response:
    """As RFC 6749, 5.2."""
    return JSONResponse({"error": error, "error_description": description}, status, _UNCACHED)


def _named_by_basic(authorization: str) -> str:
    """The client that HTTP Basic names, as Swagger UI does: its secret is whatever follows the last colon."""
    try:
        named = base64.b64decode(authorization.removeprefix("Basic "), validate=True).decode()
    except ValueError:
        return ""
    return unquote(named.rpartition(":")[0])


def _login(
    request: Request, chosen: str = "steward", federation: str = "", *, token: str = "", error: str = ""
) -> HTMLResponse:
    response = page(
        "login.html",
        400 if error else 200,
        path=PATH,
        base=base_url(request),
        roles=ROLES,
        chosen=chosen,
        federation=federation,
        token=token,
        error=error,
        hours=LIFETIME_SECONDS // 3600,
    )
    response.headers.update(_UNCACHED)
    return response
