"""Webhooks registered, verified, rewound, given another secret and deleted, by their owner alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.common.webhooks.receiver import Endpoint
from tests.common.webhooks.subscribing import (
    RESTRICTED,
    TOLD,
    WEBHOOKS,
    headcount_voided,
    look,
    post,
    publish,
    read,
    register,
    subscribe,
    versions,
    voided,
)
from tests.world import Caller, World


async def refusal(caller: Caller, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = await caller.post(WEBHOOKS + path, json=body, headers={"Idempotency-Key": uuid4().hex})
    return answer.status_code, answer.json()["code"]


async def test_nothing_is_sent_before_the_endpoint_is_verified_and_then_all_since_the_registration(
    followup: World, fk: Caller, endpoint: Endpoint
) -> None:
    await publish(followup, voided(1))
    webhook = await register(fk, endpoint.url)
    assert (webhook["status"], webhook["version"]) == ("pending", 1)
    await publish(followup, voided(2))
    assert endpoint.received == []
    active = await post(fk, f"/{webhook['id']}/verifications")
    assert (active["status"], active["version"]) == ("active", 2)
    await publish(followup, voided(3))
    assert versions(endpoint.events) == [2, 3]


async def test_what_is_sent_is_a_signed_cloud_event(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    await publish(followup, voided(1))
    ping, told = endpoint.received
    assert webhook["secret"].startswith("whsec_")
    for each in (ping, told):
        assert each.path == "/hook?from=finsam"
        assert each.headers["content-type"] == "application/cloudevents+json"
        assert each.headers["webhook-id"] == each.event["id"]
        assert each.signed_with(webhook["secret"])
        assert not each.signed_with("whsec_" + "A" * 43 + "=")
    assert ping.event["type"] == "followup.webhook-ping.v1"
    assert ping.event["data"] == {"webhookId": webhook["id"]}
    assert [told.event] == await read(fk)


async def test_the_secret_is_shown_once(fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    listed = (await fk.get(WEBHOOKS)).json()["items"]
    assert [each["id"] for each in listed] == [webhook["id"]]
    for shown in (*listed, await look(fk, webhook)):
        assert webhook["secret"] not in str(shown)
        assert "secret" not in shown


@pytest.mark.parametrize("answer", [301, 404, 500])
async def test_an_endpoint_that_does_not_take_the_ping_gets_nothing(
    followup: World, fk: Caller, endpoint: Endpoint, answer: int
) -> None:
    webhook = await register(fk, endpoint.url)
    endpoint.answers = [answer]
    refused = await fk.post(f"{WEBHOOKS}/{webhook['id']}/verifications", headers={"Idempotency-Key": "v"})
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook-not-verified")
    assert (refused.json()["result"], refused.json()["answered"]) == ("refused", answer)
    await publish(followup, voided(1))
    assert (await look(fk, webhook))["status"] == "pending"
    assert endpoint.events == []


async def test_only_what_was_asked_for_is_sent(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    await subscribe(fk, endpoint.url, "followup.budget-voided.v1")
    await publish(followup, voided(1), headcount_voided(2))
    assert endpoint.events == []


async def test_restricted_events_need_a_right_of_their_own(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    asked = {"url": endpoint.url, "types": [TOLD, RESTRICTED]}
    assert await refusal(fk, "", asked) == (403, "forbidden")
    await subscribe(followup.steward, endpoint.url, TOLD, RESTRICTED)
    await publish(followup, voided(1), headcount_voided(2), voided(3))
    assert versions(endpoint.events) == [1, 2, 3]


async def test_a_type_that_the_api_does_not_have_is_refused(fk: Caller, endpoint: Endpoint) -> None:
    for unknown in ("followup.nothing.v1", "registry.federation-renamed.v1"):
        assert await refusal(fk, "", {"url": endpoint.url, "types": [unknown]}) == (409, "event-type-unknown")
    assert await refusal(fk, "", {"url": endpoint.url, "types": []}) == (422, "invalid")


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "http://169.254.169.254/latest", "ftp://localhost/", "https://a@b/"]
)
async def test_a_place_that_webhooks_may_not_lead_to_is_refused(fk: Caller, url: str) -> None:
    assert await refusal(fk, "", {"url": url, "types": [TOLD]}) == (409, "webhook-url-refused")


async def test_another_organisations_webhook_is_unknown(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    af = followup.caller("af")
    path = f"/{webhook['id']}"
    assert (await af.get(WEBHOOKS)).json()["items"] == []
    assert (await af.get(WEBHOOKS + path)).status_code == 404
    assert (await af.delete(WEBHOOKS + path, headers={"If-Match": '"2"'})).status_code == 404
    for below in ("/verifications", "/secrets"):
        assert await refusal(af, path + below) == (404, "not-found")
    assert await refusal(af, path + "/replays", {}) == (404, "not-found")


async def test_events_are_sent_again_from_any_of_them(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    await publish(followup, voided(1))
    webhook = await subscribe(fk, endpoint.url)
    await publish(followup, voided(2), voided(3))
    assert versions(endpoint.events) == [2, 3]
    again = await post(fk, f"/{webhook['id']}/replays", {"afterEventId": endpoint.events[0]["id"]})
    assert again["version"] == 3
    await followup.settle()
    assert versions(endpoint.events) == [2, 3, 3]
    assert endpoint.events[1] == endpoint.events[2]
    await post(fk, f"/{webhook['id']}/replays", {"afterEventId": None})
    await followup.settle()
    assert versions(endpoint.events) == [2, 3, 3, 1, 2, 3]
    unknown = {"afterEventId": str(uuid4())}
    assert await refusal(fk, f"/{webhook['id']}/replays", unknown) == (404, "event-unknown")


async def test_a_replaced_secret_signs_beside_the_new_one(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    replaced = await post(fk, f"/{webhook['id']}/secrets")
    assert replaced["secret"] != webhook["secret"]
    await publish(followup, voided(1))
    assert endpoint.received[-1].signed_with(replaced["secret"])
    assert endpoint.received[-1].signed_with(webhook["secret"])
    again = await post(fk, f"/{webhook['id']}/secrets")
    await publish(followup, voided(2))
    assert [endpoint.received[-1].signed_with(each["secret"]) for each in (webhook, replaced, again)] == [
        False,
        True,
        True,
    ]


async def test_a_deleted_webhook_gets_nothing(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    path = f"{WEBHOOKS}/{webhook['id']}"
    assert (await fk.delete(path)).status_code == 428
    assert (await fk.delete(path, headers={"If-Match": '"1"'})).status_code == 412
    etag = (await fk.get(path)).headers["etag"]
    gone = await fk.delete(path, headers={"If-Match": etag})
    assert (gone.status_code, gone.json()["status"]) == (200, "deleted")
    assert (await fk.get(path)).status_code == 404
    await publish(followup, voided(1))
    assert endpoint.events == []


async def test_a_registration_is_repeated_with_its_key(fk: Caller, endpoint: Endpoint) -> None:
    body = {"url": endpoint.url, "types": [TOLD]}
    first, again = [await fk.register(WEBHOOKS, body, key="one") for _ in range(2)]
    assert (first.status_code, first.content) == (201, again.content)
    assert first.headers["location"].endswith(f"{WEBHOOKS}/{first.json()['id']}")
    assert len((await fk.get(WEBHOOKS)).json()["items"]) == 1


async def test_an_organisation_has_so_many_and_no_more(fk: Caller, followup: World, endpoint: Endpoint) -> None:
    for _ in range(20):
        await register(fk, endpoint.url)
    assert await refusal(fk, "", {"url": endpoint.url, "types": [TOLD]}) == (409, "too-many-webhooks")
    await register(followup.caller("af"), endpoint.url)
    page = (await fk.get(WEBHOOKS, params={"limit": 15})).json()
    rest = (await fk.get(page["links"]["next"]["href"])).json()
    assert len({each["id"] for each in page["items"] + rest["items"]}) == 20
