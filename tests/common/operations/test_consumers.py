"""An operator sees how far each set has heard, holds it still, and lets it go on behind a break."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from finsam_common.runtime import Runtime
from finsam_common.transports import Record, open_transport
from tests.common.operations.conftest import AWAY, HOME, WHY, Platform, formed, renamed


async def partition(platform: Platform) -> dict[str, object]:
    """How follow-up stands in the registry's only partition."""
    consumer = await platform.see("/consumers/federations")
    (only,) = consumer["partitions"]
    told: dict[str, object] = only
    return told


async def test_a_consumer_says_how_far_it_has_heard(platform: Platform) -> None:
    await platform.tell(formed(HOME), renamed("Finsam Nytt"))
    (consumer,) = (await platform.see("/consumers"))["items"]
    assert (consumer["projectionSet"], consumer["lag"], consumer["parkedKeys"]) == ("federations", 0, 0)
    (heard,) = consumer["partitions"]
    assert (heard["topic"], heard["offset"], heard["endOffset"], heard["position"]) == ("registry.public", 2, 2, 2)
    assert heard["epoch"] == (await platform.see("/relay", "registry"))["epoch"]
    assert (await platform.see("/consumers", "registry"))["items"] == []


async def test_a_paused_set_hears_nothing_and_loses_nothing(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    done = await platform.act("/consumers/federations/pauses", WHY)
    assert (done["act"], done["about"]) == ("consumer-paused", {"projectionSet": "federations"})
    await platform.tell(renamed("Finsam Nytt"))
    consumer = await platform.see("/consumers/federations")
    assert (consumer["lag"], consumer["paused"]["reason"]) == (1, WHY["reason"])
    assert await platform.names() == {str(HOME): "Finsam Hemma"}

    resumed = await platform.operator.delete("/followup/v1/operations/consumers/federations/pauses")
    assert (resumed.status_code, resumed.json()["act"]) == (200, "consumer-resumed")
    await platform.world.settle()
    assert await platform.names() == {str(HOME): "Finsam Nytt"}
    assert await platform.acts() == ["consumer-paused", "consumer-resumed"]


async def test_a_pause_holds_in_another_process_of_the_service(platform: Platform) -> None:
    """The same after a restart: it stands in the database."""
    await platform.act("/consumers/federations/pauses", WHY)
    first = platform.world.runtime("followup")
    async with Runtime(first.service, first.settings, first.transport, background=False) as other:
        await platform.tell(formed(HOME))
        while await other.step():
            pass
        assert await platform.names() == {}
        await platform.operator.delete("/followup/v1/operations/consumers/federations/pauses")
        while await other.step():
            pass
        assert await platform.names() == {str(HOME): "Finsam Hemma"}


async def test_there_is_nothing_to_resume_where_nothing_is_paused(platform: Platform) -> None:
    answer = await platform.operator.delete("/followup/v1/operations/consumers/federations/pauses")
    assert answer.status_code == 404
    assert (await platform.try_to("/consumers/strangers/pauses", WHY)).status_code == 404


async def test_a_new_epoch_stops_who_does_not_know_it_until_it_is_accepted(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    drawn = await platform.act("/epochs", {"reason": "Restored from last night's backup"}, "registry")
    await platform.tell(renamed("Finsam Nytt"))
    stopped = (await partition(platform))["stopped"]
    assert stopped == {"reason": "unknown-epoch", "offset": 1, "epoch": drawn["about"]["epoch"]}

    accept = {"topic": "registry.public", "partition": 0, **WHY}
    wrong = await platform.try_to("/consumers/federations/epoch-acceptances", accept | {"epoch": str(uuid4())})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "partition-not-stopped-so")
    done = await platform.act("/consumers/federations/epoch-acceptances", accept | {"epoch": drawn["about"]["epoch"]})
    assert (done["act"], done["about"]["offset"]) == ("epoch-accepted", 1)
    await platform.world.settle()
    assert (await partition(platform))["stopped"] is None
    assert await platform.names() == {str(HOME): "Finsam Nytt"}


async def test_a_gap_stops_until_an_operator_has_looked(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    transport = platform.world.runtime("registry").transport
    (known,) = await transport.fetch("registry.public", 0, 0, 1)
    late = {**known.headers, "ce_id": str(uuid4()).encode(), "ce_position": b"9", "ce_previous": b"8"}
    await transport.publish("registry.public", 0, [Record(known.key, known.value, late)])
    await platform.world.settle()
    assert (await partition(platform))["stopped"] == {"reason": "gap", "offset": 1, "epoch": None}
    body = {"topic": "registry.public", "partition": 0, "offset": 1, **WHY}
    assert (await platform.try_to("/consumers/federations/gap-acceptances", body | {"offset": 0})).status_code == 409
    assert (await platform.try_to("/consumers/federations/gap-acceptances", body | {"partition": 7})).status_code == 404
    await platform.act("/consumers/federations/gap-acceptances", body)
    await platform.world.settle()
    assert (await partition(platform))["position"] == 9


async def test_a_log_that_does_not_answer_is_said_and_no_mistake(platform: Platform, tmp_path: Path) -> None:
    await platform.tell(formed(AWAY))
    log = tmp_path / "log.db"
    await platform.world.runtime("followup").transport.close()
    log.rename(tmp_path / "gone.db")
    log.mkdir()
    runtime = platform.world.runtime("followup")
    runtime.transport = open_transport(runtime.settings.log_url)
    consumer = await platform.see("/consumers/federations")
    assert (consumer["lag"], consumer["partitions"][0]["endOffset"]) == (None, None)
    assert consumer["partitions"][0]["offset"] == 1
    await runtime.transport.close()
