"""Absolute links: where the caller found us, also behind a gateway."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Depends, Request

_PAIR: Final = re.compile(r"""(?:^|;)\s*(proto|host)\s*=\s*("?)([A-Za-z0-9.:\[\]-]+)\2\s*(?=;|$)""", re.IGNORECASE)
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")


def base_url(request: Request) -> str:
    """Scheme and host for the caller: by ``Forwarded`` (RFC 7239, the first proxy), ``public_url`` or the request."""
    forwarded = request.headers.get("forwarded")
    if forwarded is not None:
        said = {name.lower(): value for name, _, value in _PAIR.findall(forwarded.split(",")[0])}
        if "host" in said:
            return f"{said.get('proto', request.url.scheme).lower()}://{said['host']}"
    public_url: str | None = request.app.state.settings.public_url
    if public_url:
        return public_url.rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host if _HOST.fullmatch(host) else request.url.netloc}"


async def _base_url(request: Request) -> str:
    return base_url(request)


BaseUrl = Annotated[str, Depends(_base_url)]
"""What absolute links begin with, without a slash at its end."""
