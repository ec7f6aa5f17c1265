"""What a reader of a page asks for in the request: a language, and a page rather than data."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Query

from finsam_reporting.words import Language

Lang = Annotated[
    Language | None,
    Query(examples=["sv"], description="The page's language; else by Accept-Language, else Swedish"),
]
Accept = Annotated[str | None, Header(include_in_schema=False)]
AcceptLanguage = Annotated[str | None, Header(examples=["sv"])]
