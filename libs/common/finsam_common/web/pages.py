"""The few HTML pages of the platform itself, and the assets that they and the docs are served with."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

ASSETS: Final = Path(__file__).parent / "assets"
DOCS_ASSETS: Final = Path(str(files("fastapi_swagger") / "resources"))
"""Swagger UI 5, which reads OpenAPI 3.1, as that package carries it; nothing is loaded from elsewhere."""

_CODE: Final = re.compile(r"`([^`]+)`")
_PAGES: Final = Environment(
    loader=PackageLoader("finsam_common.web"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_POLICY: Final = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
_DOCS_POLICY: Final = _POLICY + "; style-src 'self' 'unsafe-inline'"
"""Swagger UI sets styles on its elements; scripts come from files of ours in every case."""


def marked_up(words: str) -> Markup:
    """Plain words with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words))))  # a Markup would escape the tags again


_PAGES.filters["marked_up"] = marked_up


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the platform. It loads nothing from other hosts."""
    policy = _DOCS_POLICY if template == "docs.html" else _POLICY
    html = _PAGES.get_template(template).render(values)
    return HTMLResponse(html, status, {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})
