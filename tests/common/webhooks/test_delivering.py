"""Deliveries that fail: again and again, in order, nothing lost, until the webhook is given up and its owner told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from finsam_common.runtime import Runtime
from finsam_common.sealing import Sealing
from finsam_common.webhooks.deliveries import Deliveries
from tests.common.webhooks.receiver import Endpoint, listening
from tests.common.webhooks.subscribing import TOLD, look, post, publish, read, subscribe, tell, versions, voided
from tests.world import Caller, World, open_world


def deliveries(result: str) -> float:
    return REGISTRY.get_sample_value("finsam_webhook_deliveries_total", {"service": "followup", "result": result}) or 0


def another(runtime: Runtime) -> Deliveries:
    """The deliveries of another process on the same database."""
    relay = runtime.relay
    sealing = Sealing.of(runtime.settings)
    return Deliveries(runtime.database, "followup", runtime.settings, sealing, relay.published, relay.wake)


async def test_what_was_not_taken_is_sent_again_before_anything_later(
    followup: World, fk: Caller, endpoint: Endpoint
) -> None:
    webhook = await subscribe(fk, endpoint.url)
    endpoint.answers = [204, 500, b"HTTP/1.1 nonsense\r\n\r\n", 302]
    before = deliveries("refused")
    await publish(followup, voided(1), voided(2), voided(3))
    while versions(endpoint.events)[-1] != 3:
        await followup.settle()
    assert versions(endpoint.events) == [1, 2, 2, 2, 2, 3]
    assert len({event["id"] for event in endpoint.events}) == 3
    assert deliveries("refused") == before + 2
    told = await look(fk, webhook)
    assert (told["failures"], told["error"], told["status"]) == (0, None, "active")


async def test_a_signature_is_of_the_moment_of_its_attempt(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    endpoint.answers = [503]
    await publish(followup, voided(1))
    await followup.settle()
    first, second = endpoint.received[1:]
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.signed_with(webhook["secret"])
    assert second.signed_with(webhook["secret"])


async def test_a_failing_endpoint_is_left_in_peace_for_a_while(tmp_path: Path, endpoint: Endpoint) -> None:
    async with open_world(tmp_path, ("followup",), webhook_first_retry_seconds=600) as world:
        fk = world.caller("fk")
        await world.settle()
        webhook = await subscribe(fk, endpoint.url)
        endpoint.answers = [500]
        await publish(world, voided(1))
        await publish(world, voided(2))
        assert versions(endpoint.events) == [1]
        told = await look(fk, webhook)
        assert (told["failures"], told["error"]) == (1, "refused")
        assert told["nextAttemptAt"] > told["failingSince"]
        await post(fk, f"/{webhook['id']}/verifications")
        await world.settle()
        assert versions(endpoint.events) == [1, 1, 2]


@pytest.mark.parametrize(("hours", "answers"), [(0, [500]), (72, [410])])
async def test_a_webhook_that_is_given_up_is_told_of_and_goes_on_where_it_stopped(
    tmp_path: Path, endpoint: Endpoint, hours: float, answers: list[int]
) -> None:
    async with open_world(tmp_path, ("followup",), webhook_disable_hours=hours) as world:
        fk = world.caller("fk")
        await world.settle()
        webhook = await subscribe(fk, endpoint.url)
        endpoint.answers = [204, *answers]
        await publish(world, voided(1), voided(2))
        told = await look(fk, webhook)
        assert (told["status"], told["version"], told["failures"]) == ("disabled", 3, 1)
        (event,) = [each for each in await read(fk) if each["type"] == "followup.webhook-disabled.v1"]
        assert event["data"]["webhookId"] == event["subject"] == webhook["id"]
        assert event["data"]["error"] == told["error"]
        assert event["data"]["position"] == 1
        assert endpoint.url not in str(event)
        await publish(world, voided(3))
        assert versions(endpoint.events) == [1, 2]
        assert (await post(fk, f"/{webhook['id']}/verifications"))["status"] == "active"
        await world.settle()
        assert versions(endpoint.events) == [1, 2, 2, 3]


async def test_an_endpoint_that_does_not_answer_holds_up_no_other(tmp_path: Path, endpoint: Endpoint) -> None:
    async with open_world(tmp_path, ("followup",), webhook_timeout_seconds=0.2) as world:
        fk = world.caller("fk")
        await world.settle()
        async with listening() as silent:
            deaf = await subscribe(fk, silent.url)
            await subscribe(fk, endpoint.url)
            silent.answers = [b""]
            await publish(world, voided(1))
        told = await look(fk, deaf)
        assert (told["failures"], told["error"]) == (1, "timed-out")
        assert versions(endpoint.events) == [1]


async def test_one_process_delivers_and_another_takes_over(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    runtime = followup.runtime("followup")
    second = another(runtime)
    await subscribe(fk, endpoint.url)
    await publish(followup, voided(1))
    await tell(followup, voided(2))
    while await runtime.relay.step():
        pass
    assert not await second.step()
    assert versions(endpoint.events) == [1]
    await runtime.webhooks.close()
    assert await second.step()
    assert versions(endpoint.events) == [1, 2]
    await second.close()


async def test_two_at_once_repeat_events_and_lose_none(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    """As when one was paused, lost its lease and came back: neither moves the pointer back, or past an event."""
    runtime = followup.runtime("followup")
    await subscribe(fk, endpoint.url)
    async with runtime.database.write() as uow:
        for number in range(1, 51):
            uow.emit(voided(number))
    while await runtime.relay.step():
        pass
    first, second = runtime.webhooks._courier, another(runtime)._courier
    rows = await runtime.webhooks._due()
    await asyncio.gather(first.deliver(rows[0]), second.deliver(rows[0]))
    await followup.settle()
    received = versions(endpoint.events)
    assert sorted(set(received)) == list(range(1, 51))
    assert received[-30:] == list(range(21, 51))
    await second.close()


async def test_deliveries_that_run_by_themselves_are_woken_and_end_in_peace(
    followup: World, fk: Caller, endpoint: Endpoint
) -> None:
    runtime, stop = followup.runtime("followup"), asyncio.Event()
    await subscribe(fk, endpoint.url, TOLD)
    running = asyncio.create_task(runtime.webhooks.run(stop))
    async with runtime.database.write() as uow:
        for number in range(1, 60):
            uow.emit(voided(number))
    while await runtime.relay.step():
        pass
    await endpoint.until(59)
    assert versions(endpoint.events) == list(range(1, 60))
    stop.set()
    await running
    assert REGISTRY.get_sample_value("finsam_webhooks", {"service": "followup", "status": "active"}) == 1
