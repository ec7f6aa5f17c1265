"""An operator sees what waits to leave, begins an epoch after a restore, and stands in the audit for it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from finsam_common.runtime import Runtime
from finsam_common.service import installed
from finsam_common.web.app import declared_of
from finsam_common.web.health import check
from tests.common.operations.conftest import AWAY, HOME, WHY, Platform, formed, renamed


async def test_the_relay_says_how_far_events_have_left(platform: Platform) -> None:
    await platform.tell(formed(HOME), renamed("Finsam Nytt"))
    async with platform.world.runtime("registry").database.write() as uow:
        uow.emit(formed(AWAY))
    relay = await platform.see("/relay", "registry")
    assert (relay["position"], relay["unnumbered"], relay["atWork"], relay["logAhead"]) == (2, 1, True, False)
    assert relay["oldestUnpublished"] is not None
    (pointer,) = relay["pointers"]
    assert (pointer["topic"], pointer["position"], pointer["waiting"]) == ("registry.public", 2, 0)
    await platform.world.settle()
    relay = await platform.see("/relay", "registry")
    assert (relay["position"], relay["unnumbered"], relay["oldestUnpublished"]) == (3, 0, None)


async def test_an_epoch_cannot_be_drawn_before_there_is_one(platform: Platform) -> None:
    assert (await platform.see("/relay", "registry"))["epoch"] is None
    answer = await platform.try_to("/epochs", WHY, "registry")
    assert (answer.status_code, answer.json()["code"]) == (409, "relay-not-begun")


async def test_a_restored_service_waits_for_a_new_epoch_and_loses_nothing_then(platform: Platform) -> None:
    await platform.tell(formed(HOME), renamed("Finsam Förlorat"))
    runtime = platform.world.runtime("registry")
    tables = runtime.database.metadata.tables
    await runtime.relay.close()
    async with runtime.database.write() as uow:
        await uow.execute(delete(tables["outbox"]).where(tables["outbox"].c.position > 1))
        await uow.execute(update(tables["relay_counter"]).values(position=1))
        await uow.execute(update(tables["relay_pointers"]).values(position=1))
    async with Runtime(runtime.service, runtime.settings, runtime.transport, background=False) as restored:
        platform.world.apps["registry"].state.runtime = restored
        await platform.tell(renamed("Finsam Nytt"))
        relay = await platform.see("/relay", "registry")
        assert (relay["logAhead"], relay["unnumbered"]) == (True, 1)
        assert (await check(restored))["relay"] == "waits for a new epoch: the log is ahead of the database"
        assert await platform.names() == {str(HOME): "Finsam Förlorat"}

        drawn = await platform.act("/epochs", WHY, "registry")
        assert drawn["about"]["replaces"] == relay["epoch"]
        await platform.world.settle()
        accept = {"topic": "registry.public", "partition": 0, "epoch": drawn["about"]["epoch"], **WHY}
        await platform.act("/consumers/federations/epoch-acceptances", accept)
        await platform.world.settle()
        assert await platform.names() == {str(HOME): "Finsam Nytt"}
    platform.world.apps["registry"].state.runtime = runtime


async def test_every_act_stands_in_the_audit_page_by_page(platform: Platform) -> None:
    for n in range(3):
        await platform.act("/consumers/federations/pauses", {"reason": f"För {n}:e gången"})
    first = await platform.see("/audit?limit=2")
    second = (await platform.operator.get(first["links"]["next"]["href"])).json()
    told = [each["reason"] for page in (first, second) for each in page["items"]]
    assert told == ["För 2:e gången", "För 1:e gången", "För 0:e gången"]
    assert {each["doneBy"] for each in first["items"]} == {"operator@development"}
    assert (await platform.operator.get("/followup/v1/operations/audit/999")).status_code == 404


@pytest.mark.parametrize("client", ["steward", "reader", "fk", f"federation:{HOME}", None])
async def test_operators_doors_are_closed_to_everyone_else(platform: Platform, client: str | None) -> None:
    (service,) = installed(["followup"])
    doors = [each for each in declared_of(service) if each.path.startswith("/operations")]
    assert doors
    somebody = platform.world.caller(client)
    for door in doors:
        path = "/followup/v1" + door.path.replace("{", "").replace("}", "")
        answer = await somebody.request(door.method, path, json=WHY, headers={"Idempotency-Key": uuid4().hex})
        assert answer.status_code == (401 if client is None else 403), path


async def test_the_scope_without_the_role_is_not_enough(platform: Platform) -> None:
    issuer = platform.world.issuer
    token = issuer.token_for("operator", "followup:read")
    answer = await platform.world.anybody.get(
        "/followup/v1/operations/audit", headers={"Authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["scope"]) == (403, "operate")
