"""Requests at the doors: who passes, what is written once, what an update builds on."""

from __future__ import annotations

import json
from uuid import uuid4

import httpx
import pytest

from tests.common.web.lending import Library, book, key
from tests.common.writes.library import AWAY


async def test_a_registration_is_answered_with_its_place_and_version(home: httpx.AsyncClient) -> None:
    answer = await home.post("/loans", json=book(), headers=key())
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"http://library.test/library/v1/loans/{answer.json()['id']}"
    assert answer.json()["links"]["self"]["href"] == answer.headers["location"]
    assert answer.json() | book() == answer.json()


async def test_the_same_key_gives_the_same_answer(home: httpx.AsyncClient) -> None:
    named = key()
    first = await home.post("/loans", json=book(), headers=named)
    again = await home.post("/loans", json=book(), headers=named)
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )


async def test_a_quoted_key_is_the_same_key(home: httpx.AsyncClient) -> None:
    first = await home.post("/loans", json=book(), headers={"Idempotency-Key": "k1"})
    again = await home.post("/loans", json=book(), headers={"Idempotency-Key": '"k1"'})
    assert again.content == first.content


async def test_the_same_key_for_something_else_is_refused(home: httpx.AsyncClient) -> None:
    named = key()
    await home.post("/loans", json=book(), headers=named)
    answer = await home.post("/loans", json=book(days=15), headers=named)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_same_thing_under_a_new_key_stands_already(home: httpx.AsyncClient) -> None:
    await home.post("/loans", json=book(), headers=key())
    answer = await home.post("/loans", json=book(), headers=key())
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "idempotency-key-missing"),
        ({"Idempotency-Key": ""}, "bad-request"),
        ({"Idempotency-Key": "two words"}, "bad-request"),
        ({"Idempotency-Key": "x" * 256}, "bad-request"),
    ],
)
async def test_a_registration_needs_a_key(home: httpx.AsyncClient, headers: dict[str, str], code: str) -> None:
    answer = await home.post("/loans", json=book(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_an_update_builds_on_the_version_it_names(home: httpx.AsyncClient) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    path = f"/loans/{loan['id']}"
    second = await home.put(path, json=book(days=20), headers={"If-Match": '"1"'})
    assert (second.status_code, second.headers["etag"], second.json()["days"]) == (200, '"2"', 20)
    late = await home.put(path, json=book(days=30), headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")


@pytest.mark.parametrize(
    ("if_match", "status"),
    [(None, 428), ('W/"1"', 412), ('"abc"', 412), ('"99999999999999999999"', 412), ("*", 400), ("1", 400)],
)
async def test_an_update_that_names_no_version_of_ours_is_refused(
    home: httpx.AsyncClient, if_match: str | None, status: int
) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    headers = {} if if_match is None else {"If-Match": if_match}
    answer = await home.put(f"/loans/{loan['id']}", json=book(days=20), headers=headers)
    assert answer.status_code == status


async def test_what_is_taken_back_is_taken_back_once(home: httpx.AsyncClient) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    taken = {"If-Match": '"1"'} | key()
    first = await home.delete(f"/loans/{loan['id']}", headers=taken)
    again = await home.delete(f"/loans/{loan['id']}", headers=taken)
    assert (first.status_code, first.json()["void"]) == (200, True)
    assert again.content == first.content


async def test_a_reader_who_has_the_version_is_not_sent_it_again(home: httpx.AsyncClient) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    answer = await home.get(f"/loans/{loan['id']}", headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')


async def test_what_was_known_before_it_was_recorded_is_nothing(home: httpx.AsyncClient) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    answer = await home.get(f"/loans/{loan['id']}", params={"knownAt": "2020-01-01T00:00:00+01:00"})
    assert answer.status_code == 404


async def test_nobody_passes_without_a_token(lending: Library) -> None:
    async with lending.caller(None) as nobody:
        answer = await nobody.post("/loans", json=book(), headers=key())
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_who_lacks_the_scope_is_told_before_the_body_is_read(lending: Library) -> None:
    async with lending.caller(scope="followup:read") as reader:
        answer = await reader.post("/loans", content=b"not even JSON")
    assert (answer.status_code, answer.json()["scope"]) == (403, "followup:write")


async def test_a_door_for_one_role_is_closed_to_others(lending: Library, home: httpx.AsyncClient) -> None:
    assert (await home.get("/oddities/stewards")).status_code == 403
    async with lending.caller("steward") as steward:
        assert (await steward.get("/oddities/stewards")).status_code == 204


async def test_another_federations_row_is_refused(home: httpx.AsyncClient) -> None:
    answer = await home.post("/loans", json=book(federationId=str(AWAY)), headers=key())
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-federation")


async def test_another_federations_loan_is_unknown(lending: Library, home: httpx.AsyncClient) -> None:
    loan = (await home.post("/loans", json=book(), headers=key())).json()
    async with lending.caller(f"federation:{AWAY}") as away:
        answers = [
            await away.get(f"/loans/{loan['id']}"),
            await away.put(f"/loans/{loan['id']}", json=book(federationId=str(AWAY)), headers={"If-Match": '"1"'}),
            await away.delete(f"/loans/{loan['id']}", headers={"If-Match": '"1"'}),
        ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_pages_lead_to_one_another_and_keep_the_query(home: httpx.AsyncClient) -> None:
    for number in range(5):
        await home.post("/loans", json=book(f"b{number}"), headers=key())
    first = (await home.get("/loans", params={"limit": 2, "asked": "a b"})).json()
    assert first["meta"] == {"limit": 2, "count": 2, "total": None}
    seen, page = [loan["externalId"] for loan in first["items"]], first
    while page["links"]["next"]:
        assert "asked=a" in page["links"]["next"]["href"]
        page = (await home.get(page["links"]["next"]["href"])).json()
        seen += [loan["externalId"] for loan in page["items"]]
    assert seen == ["b0", "b1", "b2", "b3", "b4"]
    assert page["links"]["first"]["href"] == first["links"]["first"]["href"]


@pytest.mark.parametrize("cursor", ["!", "e30", "WzFd", "WyJhIl0", "x" * 501, "å"])
async def test_a_cursor_that_we_did_not_give_is_refused(home: httpx.AsyncClient, cursor: str) -> None:
    answer = await home.get("/loans", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


async def test_links_are_as_the_first_proxy_saw_them(home: httpx.AsyncClient) -> None:
    forwarded = 'for=10.0.0.1;host="api.finsam.example";proto=https, for=10.0.0.2;host=inner;proto=http'
    page = (await home.get("/loans", headers={"Forwarded": forwarded})).json()
    assert page["links"]["self"] == {
        "href": "https://api.finsam.example/library/v1/loans",
        "rel": "self",
        "method": "GET",
    }


async def test_as_of_is_a_day_and_known_at_a_moment_in_any_zone(home: httpx.AsyncClient) -> None:
    asked = {"asOf": "2024-12-31", "knownAt": "2025-03-01T09:00:00+01:00"}
    answer = await home.get("/oddities", params=asked)
    assert answer.json() == {"asOf": "2024-12-31", "knownAt": "2025-03-01T08:00:00Z"}
    assert (await home.get("/oddities")).json()["knownAt"] is None


@pytest.mark.parametrize("asked", [{"asOf": "yesterday"}, {"knownAt": "2025-03-01T09:00:00"}, {"knownAt": "now"}])
async def test_a_day_or_moment_that_cannot_be_read_is_refused(home: httpx.AsyncClient, asked: dict[str, str]) -> None:
    answer = await home.get("/oddities", params=asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(asked))}"


async def test_answers_are_for_the_one_who_asked(home: httpx.AsyncClient) -> None:
    answer = await home.get("/loans")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in answer.headers["vary"]


async def test_a_trace_goes_on_and_a_missing_one_begins(home: httpx.AsyncClient) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = await home.get("/oddities", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer.headers["traceparent"].split("-")[1] == trace
    assert answer.headers["traceparent"].split("-")[2] != "00f067aa0ba902b7"
    begun = (await home.get("/oddities", headers={"traceparent": "00-garbage"})).headers["traceparent"]
    assert len(begun) == 55


async def test_the_trace_goes_with_the_event(lending: Library, home: httpx.AsyncClient) -> None:
    trace = uuid4().hex
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"} | key()
    await home.post("/loans", json=book(), headers=headers)
    outbox = lending.runtime.database.metadata.tables["outbox"]
    async with lending.runtime.database.read() as read:
        (event,) = await read.all(outbox.select())
    assert event["traceparent"].split("-")[1] == trace
    assert json.loads(event["data"])["days"] == 14
