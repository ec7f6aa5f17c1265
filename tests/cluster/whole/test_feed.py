"""The feed through the gateway: polls that wait, places that hold in every replica, refusals, a trace to its end."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from finsam_cluster.cluster import Cluster
from finsam_common.transports import KafkaLog
from tests.cluster.whole.company import (
    FEED,
    REGISTERED,
    TRACE,
    Company,
    Office,
    after,
    eventually,
    read,
    read_on,
    subjects,
)

LONGER_THAN_THE_GATEWAY_WAITS = 3_600_000


@pytest.fixture
async def fk(company: Company) -> httpx.AsyncClient:
    return await company.come("fk")


async def test_a_poll_waits_and_is_woken_by_what_happens(fk: httpx.AsyncClient, office: Office) -> None:
    before = (await office.registers())["id"]
    await eventually(lambda: is_told(fk, before))
    place = after((await read_on(fk))[-1])
    poll = asyncio.create_task(read(fk, timeout=60_000, **place))
    await asyncio.sleep(0.5)
    assert not poll.done()
    happened = (await office.registers())["id"]
    (event,) = await poll
    assert (event["type"], event["subject"]) == (REGISTERED, happened)
    assert event["data"]["interventionId"] == happened


async def test_a_poll_is_answered_before_the_gateway_gives_up(fk: httpx.AsyncClient, office: Office) -> None:
    place = after((await read_on(fk))[-1])
    assert await read(fk, timeout=LONGER_THAN_THE_GATEWAY_WAITS, **place) == []


async def test_a_reader_goes_on_where_it_was_in_whichever_replica(
    cluster: Cluster, company: Company, office: Office
) -> None:
    told = [(await office.registers())["id"] for _ in range(5)]
    replicas = [one for one in cluster.topology.replicas if one.service == "followup"]
    readers = [await company.come("fk", url=f"http://127.0.0.1:{one.port}") for one in replicas]
    await eventually(lambda: is_told(readers[0], told[-1]))
    whole = await read_on(await company.come("fk"))
    assert [await read_on(reader) for reader in readers] == [whole, whole]
    assert [each for each in subjects(whole) if each in told] == told
    halfway: dict[str, Any] = {**after(whole[-4])}
    assert await read_on(readers[0], limit=1, **halfway) == await read_on(readers[1], **halfway) == whole[-3:]


async def test_who_may_not_read_is_refused(company: Company, cluster: Cluster, office: Office) -> None:
    fk = await company.come("fk")
    async with httpx.AsyncClient(base_url=cluster.url) as nobody:
        assert refusal(await nobody.get(FEED)) == (401, "unauthenticated")
    assert refusal(await office.caller.get(FEED)) == (403, "forbidden")
    assert refusal(await (await company.come("fk", "followup:read")).get(FEED)) == (403, "forbidden")
    assert refusal(await fk.get(FEED, params={"restricted": True})) == (403, "forbidden")


async def test_restricted_events_are_for_those_who_may(fk: httpx.AsyncClient, company: Company, office: Office) -> None:
    """Numbers of a month are restricted; they are about their intervention, as what is public is."""
    counted = await office.counts((await office.registers())["id"], women=3)
    steward = await company.come("steward")
    await eventually(lambda: counts(steward, counted["id"], restricted=True))
    assert not await counts(steward, counted["id"])
    assert not await counts(fk, counted["id"])


async def test_a_trace_goes_from_a_request_over_kafka_into_what_answers_it(
    cluster: Cluster, fk: httpx.AsyncClient, office: Office
) -> None:
    """A dissolution in the registry is heard by follow-up, which flags what ran on: one trace, three services."""
    dissolved, flagged = "registry.federation-dissolved.v1", "followup.intervention-flagged.v1"
    await eventually(lambda: is_traced(fk, flagged))
    told = [event for event in await read_on(fk, "/registry/v1/events") if event["type"] == dissolved]
    assert TRACE in [trace(event) for event in told if event["subject"] == office.federation_id]
    log = KafkaLog(cluster.kafka.certificate_url("fk"))
    try:
        headers = await records(log, "registry.public", office.federation_id)
    finally:
        await log.close()
    (ended,) = [each for each in headers if each["ce_type"] == dissolved]
    assert trace({"traceparent": ended["ce_traceparent"]}) == TRACE
    assert (ended["ce_specversion"], ended["content-type"]) == ("1.0", "application/json")


async def is_told(caller: httpx.AsyncClient, subject: str, **query: Any) -> bool:
    return subject in subjects(await read_on(caller, **query))


async def counts(caller: httpx.AsyncClient, headcount_id: str, **query: Any) -> bool:
    return headcount_id in [event["data"].get("headcountId") for event in await read_on(caller, **query)]


async def is_traced(caller: httpx.AsyncClient, type_name: str) -> bool:
    return TRACE in [trace(event) for event in await read_on(caller) if event["type"] == type_name]


def trace(event: dict[str, Any]) -> str:
    return str(event["traceparent"]).split("-")[1]


async def records(log: KafkaLog, topic: str, key: str) -> list[dict[str, str]]:
    """The headers of every record of a key."""
    found, offset, end = [], 0, await log.end_offset(topic, 0)
    while offset < end:
        batch = await log.fetch(topic, 0, offset, 1000)
        found += [{name: value.decode() for name, value in each.headers.items()} for each in batch if each.key == key]
        offset = batch[-1].offset + 1
    return found


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]
