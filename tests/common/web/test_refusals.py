"""Bad input and our own mistakes: always problem details, never the input, never a technical detail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from asyncpg import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from finsam_common.web.refusals import problem_of
from tests.common.web.lending import SECRET, Library, book, key, open_library


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The body of a refusal, with all that RFC 9457 and the profile ask of it."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:finsam:problem:{body['code']}"
    assert body["instance"] == answer.request.url.path
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/loans/not-a-uuid", 404, "not-found"),
        ("GET", "/loans/00000000-0000-0000-0000-000000000000", 404, "not-found"),
        ("GET", "/loans/", 404, "not-found"),
        ("PATCH", "/loans", 405, "method-not-allowed"),
        ("GET", "/loans?limit=0", 400, "bad-request"),
        ("GET", "/loans?limit=1001", 400, "bad-request"),
        ("GET", "/loans?limit=ten", 400, "bad-request"),
    ],
)
async def test_what_is_not_there_is_refused(
    home: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await home.request(method, path)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)


async def test_a_405_says_what_is_allowed(home: httpx.AsyncClient) -> None:
    assert (await home.patch("/loans")).headers["allow"] == "GET, POST"
    assert (await home.post("/loans/00000000-0000-0000-0000-000000000000")).headers["allow"] == "DELETE, GET, PUT"


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", ""])
async def test_a_body_of_another_media_type_is_not_guessed_at(home: httpx.AsyncClient, media_type: str) -> None:
    answer = await home.post("/loans", content=json.dumps(book()), headers=key() | {"Content-Type": media_type})
    assert (answer.status_code, problem(answer)["code"]) == (415, "unsupported-media-type")


async def test_a_malformed_body_is_told_field_by_field_and_never_echoed(home: httpx.AsyncClient) -> None:
    answer = await home.post("/loans", json=book(SECRET + "!", days=SECRET, federationId=SECRET), headers=key())
    errors = problem(answer)["errors"]
    assert answer.status_code == 422
    assert {error["pointer"] for error in errors} == {"/externalId", "/days", "/federationId"}
    assert SECRET not in answer.text


async def test_a_refusal_of_the_rules_is_told_by_its_code(home: httpx.AsyncClient) -> None:
    answer = await home.post("/loans", json=book(days=101), headers=key())
    assert (answer.status_code, problem(answer)["title"]) == (409, "Nobody reads that long.")


async def test_a_refusal_is_decided_again(home: httpx.AsyncClient) -> None:
    named = key()
    refused = await home.post("/loans", json=book(days=101), headers=named)
    accepted = await home.post("/loans", json=book(days=100), headers=named)
    assert (refused.status_code, accepted.status_code) == (409, 201)


@pytest.mark.parametrize("path", ["/oddities/mistakes"])
async def test_a_mistake_of_ours_tells_nothing(home: httpx.AsyncClient, path: str) -> None:
    with capture_logs() as lines:
        answer = await home.get(path)
    assert (answer.status_code, problem(answer)["code"]) == (500, "unexpected")
    assert not {SECRET, "RuntimeError", "Traceback"} & set(answer.text.replace('"', " ").split())
    assert "request.failed" in [line["event"] for line in lines]


async def test_a_mistake_in_deciding_is_a_500_too(home: httpx.AsyncClient) -> None:
    answer = await home.post("/loans", json=book(days=666), headers=key())
    assert (answer.status_code, problem(answer)["code"]) == (500, "unexpected")


@pytest.mark.parametrize("error", [PoolTimeout("no connection"), ConnectionResetError(), InterfaceError("closed")])
def test_a_database_that_went_away_is_a_503(error: Exception) -> None:
    refusal = problem_of(error)
    assert (refusal.status, refusal.headers) == (503, {"Retry-After": "1"})


async def test_a_broken_table_is_a_500(lending: Library, home: httpx.AsyncClient) -> None:
    async with lending.runtime.database.write() as uow:
        await uow.connection.exec_driver_sql("DROP TABLE loan_versions")
    answer = await home.get("/loans")
    assert (answer.status_code, problem(answer)["code"]) == (500, "unexpected")
    assert "loan_versions" not in answer.text


async def chunks(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * size


async def test_a_body_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    async with open_library(tmp_path, max_body_bytes=1000) as lending, lending.caller() as home:
        answer = await home.post("/loans", json=book(book="x" * 1000), headers=key())
    assert (answer.status_code, problem(answer)["limitBytes"]) == (413, 1000)
    assert answer.headers["connection"] == "close"


async def test_a_body_that_does_not_say_how_large_it_is_is_counted(tmp_path: Path) -> None:
    headers = key() | {"Content-Type": "application/json"}
    async with open_library(tmp_path, max_body_bytes=1000) as lending, lending.caller() as home:
        refused = await home.post("/loans", content=chunks(100, 11), headers=headers)
        read = await home.post("/loans", content=chunks(100, 10), headers=headers)
    assert (refused.status_code, problem(refused)["code"]) == (413, "too-large")
    assert (read.status_code, problem(read)["code"]) == (422, "invalid")


async def test_files_have_a_limit_of_their_own(tmp_path: Path) -> None:
    headers = key() | {"Content-Type": "application/x-ndjson"}
    async with open_library(tmp_path, max_body_bytes=1000, max_bulk_bytes=5000) as lending, lending.caller() as home:
        read = await home.post("/loans/submissions", content=chunks(1000, 5), headers=headers)
        refused = await home.post("/loans/submissions", content=chunks(1000, 6), headers=headers)
    assert read.status_code == 201
    assert (refused.status_code, problem(refused)["code"]) == (413, "too-large")
