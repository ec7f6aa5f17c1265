"""The doors of the little library, to try every kind of door on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import Response
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount

from finsam_common.auth import allow, public
from finsam_common.auth.issuer import DevelopmentIssuer
from finsam_common.problems import NotFound
from finsam_common.runtime import Runtime
from finsam_common.service import Service
from finsam_common.settings import Settings
from finsam_common.transports import open_transport
from finsam_common.web import (
    AsOf,
    BaseUrl,
    Caller,
    Collection,
    KnownAt,
    Paging,
    Reads,
    Resource,
    Router,
    Writes,
    create_app,
)
from finsam_common.writes import represent
from tests import engines
from tests.common.writes import library
from tests.common.writes.library import HOME, LOANS, Lend, Loan, LoanRequest, Prolong, Return, TooLong

WRITE = allow("followup:write", own="federationId")
READ = allow("followup:read", own="federationId")
SECRET = "199001011234"

router = Router("/loans")


@router.post("", status_code=201, rights=WRITE, refuses=[TooLong], answers=Loan)
async def lend(body: LoanRequest, writes: Writes) -> Response:
    """Lend a book."""
    return await writes.submit(Lend(body))


@router.put("/{loan_id}", rights=WRITE, refuses=[TooLong], answers=Loan)
async def prolong(loan_id: UUID, body: LoanRequest, writes: Writes) -> Response:
    """Lend a book for longer."""
    return await writes.submit(Prolong(loan_id, body))


@router.delete("/{loan_id}", rights=WRITE, answers=Loan)
async def bring_back(loan_id: UUID, writes: Writes) -> Response:
    """Take a book back."""
    return await writes.submit(Return(loan_id))


@router.get("/{loan_id}", rights=READ, answers=Loan)
async def read_loan(loan_id: UUID, reads: Reads, caller: Caller, known_at: KnownAt, base: BaseUrl) -> Loan:
    """Read a loan."""
    stored = await LOANS.one(reads, loan_id, known_at)
    if stored is None or not caller.owns(stored.facts.federation_id):
        raise NotFound
    return represent(Loan, stored, base + LOANS.path)


@router.get("", rights=READ, answers=Collection[Loan])
async def list_loans(reads: Reads, paging: Paging, base: BaseUrl) -> Collection[Loan]:
    """List the loans."""
    after = paging.after(str, UUID)
    v = LOANS.versions.c
    statement = LOANS.select_current().order_by(v.external_id, v.id).limit(paging.limit + 1)
    if after is not None:
        statement = statement.where((v.external_id > after[0]) | ((v.external_id == after[0]) & (v.id > after[1])))
    return paging.cut(
        await reads.all(statement),
        key=lambda row: (row["external_id"], row["id"]),
        shape=lambda row: represent(Loan, LOANS.stored(row), base + LOANS.path),
    )


router.bulk("", Lend)

oddities = Router("/oddities")


class Moments(Resource):
    """As of when something is asked."""

    as_of: date
    known_at: datetime | None


@oddities.get("", rights=public(), answers=Moments)
async def read_moments(as_of: AsOf, known_at: KnownAt) -> Moments:
    """Say as of when it is asked."""
    return Moments(as_of=as_of, known_at=known_at)


@oddities.get("/mistakes", rights=public(), status_code=204)
async def make_mistake(reads: Reads) -> None:
    """Make a mistake that quotes a row."""
    await reads.all(select(LOANS.versions))
    raise RuntimeError(f"no such person: {SECRET}")


@oddities.get("/stewards", rights=allow("followup:read", roles=("steward",)), status_code=204)
async def greet_steward() -> None:
    """Greet the steward."""


service = Service(
    name="library",
    title="Bibliotek · Library",
    description="Lånar ut böcker. · Lends books.",
    metadata=library.Base.metadata,
    migrations=Path(),
    routers=(router, oddities),
    handlers=(library.handlers,),
)


class Library:
    """The running library, and the ways in."""

    def __init__(self, runtime: Runtime, issuer: DevelopmentIssuer) -> None:
        self.runtime = runtime
        self._issuer = issuer
        self.app = Starlette(routes=[Mount("/library", create_app(runtime))])

    def caller(self, client_id: str | None = f"federation:{HOME}", scope: str | None = None) -> httpx.AsyncClient:
        """Somebody with a token, or nobody."""
        headers = {}
        if client_id is not None:
            headers["Authorization"] = f"Bearer {self._issuer.token_for(client_id, scope)}"
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://library.test/library/v1", headers=headers)

    async def hang_up(self, path: str, begun: bytes, headers: dict[str, str]) -> None:
        """Begin to post a body, and hang up in the middle of it."""
        request = self.caller().build_request("POST", path, content=begun, headers=headers)
        said: Iterator[dict[str, Any]] = iter(
            [{"type": "http.request", "body": begun, "more_body": True}, {"type": "http.disconnect"}]
        )

        async def receive() -> dict[str, Any]:
            return next(said)

        async def send(message: Any) -> None:
            raise AssertionError(f"nobody is there to hear {message}")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": request.url.path,
            "raw_path": request.url.raw_path,
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": ("library.test", 80),
            "client": None,
        }
        await self.app(scope, receive, send)


@asynccontextmanager
async def open_library(folder: Path, **options: Any) -> AsyncIterator[Library]:
    """The library on a database and a log of its own."""
    url = await engines.new_database(folder, "library")
    settings = Settings(environment="test", data_dir=folder, database_url=url, **options)
    transport = open_transport(settings.log_url)
    async with Runtime(service, settings, transport, background=False) as runtime:
        async with runtime.database.engine.begin() as connection:
            await connection.run_sync(library.Base.metadata.create_all)
        yield Library(runtime, DevelopmentIssuer(settings))
    await transport.close()
    await engines.drop_database(url)


def book(external_id: str = "a", **changed: Any) -> dict[str, Any]:
    """A loan, as it is posted."""
    return {"federationId": str(HOME), "externalId": external_id, "book": "Röda rummet", "days": 14} | changed


def key() -> dict[str, str]:
    """A new idempotency key."""
    return {"Idempotency-Key": uuid4().hex}
