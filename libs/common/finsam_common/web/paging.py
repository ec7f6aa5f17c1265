"""Pages of a collection: an opaque cursor, a limit, and links that keep the query."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from finsam_common.bodies import Link, Resource
from finsam_common.problems import BadRequest
from finsam_common.web.links import base_url

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 1000

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")


class Meta(Resource):
    """What a page says of itself."""

    limit: int = Field(examples=[20], description="How many items a page may have")
    count: int = Field(examples=[1], description="How many items this page has")
    total: int | None = Field(default=None, examples=[69], description="How many items there are, where it is cheap")


class PageLinks(Resource):
    """Where this page, the first and the next one are; ``next`` is null on the last page."""

    self: Link
    first: Link
    next: Link | None = None


class Collection(Resource, Generic[T]):
    """One page of a collection."""

    items: list[T]
    meta: Meta
    links: PageLinks

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """``HeadcountCollection`` rather than ``Collection[Headcount]``: the name that API documents show."""
        return "".join(param.__name__ for param in params) + cls.__name__


@dataclass(frozen=True, slots=True)
class Page:
    """Which page the caller asks for.

    A query reads ``limit + 1`` rows after the key of ``after``, in the order of that key, and answers with ``cut``.
    """

    request: Request
    limit: int
    cursor: str | None

    def after(self, *types: type[Any]) -> tuple[Any, ...] | None:
        """The key after which the page begins, as values of these types; None on the first page.

        Raises BadRequest when the cursor is not one that this collection gave.
        """
        if self.cursor is None:
            return None
        try:
            text = base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4))
            key = TypeAdapter(tuple[types]).validate_json(text)  # type: ignore[valid-type]
        except (ValidationError, binascii.Error, ValueError):
            raise BadRequest("The cursor is not one that this collection gave.", pointer="/cursor") from None
        return tuple(key)

    def cut(
        self, rows: Sequence[R], key: Callable[[R], Sequence[Any]], shape: Callable[[R], T], total: int | None = None
    ) -> Collection[T]:
        """The first ``limit`` of ``limit + 1`` rows as items; with a next page when there was one row more."""
        page = rows[: self.limit]
        return self.answer([shape(row) for row in page], key(page[-1]) if len(rows) > self.limit else None, total)

    def answer(
        self, items: Sequence[T], next_key: Sequence[Any] | None = None, total: int | None = None
    ) -> Collection[T]:
        """The page as a ``Collection``; ``next_key`` is the key of its last item when more follow."""
        here = self.request.url
        first = here.remove_query_params("cursor")
        following = None if next_key is None else first.include_query_params(cursor=cursor_of(next_key))
        links = PageLinks(
            self=self._link(here.query, "self"),
            first=self._link(first.query, "first"),
            next=None if following is None else self._link(following.query, "next"),
        )
        meta = Meta(limit=self.limit, count=len(items), total=total)
        return Collection[Any].model_construct(items=list(items), meta=meta, links=links)

    def _link(self, query: str, rel: str) -> Link:
        href = base_url(self.request) + self.request.url.path + (f"?{query}" if query else "")
        return Link(href=href, rel=rel)


def cursor_of(key: Sequence[Any]) -> str:
    """A key (text, numbers, dates, UUIDs) as an opaque cursor."""
    return base64.urlsafe_b64encode(to_json(list(key))).decode().rstrip("=")


async def _page(
    request: Request,
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, examples=[DEFAULT_LIMIT], description="How many items a page may have")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=500, examples=["WyIyMDI0LTAxIl0"], description="From the link `next`")
    ] = None,
) -> Page:
    return Page(request, limit, cursor)


Paging = Annotated[Page, Depends(_page)]
