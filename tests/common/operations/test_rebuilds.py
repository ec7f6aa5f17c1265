"""An operator has a projection made anew: beside the live one, one at a time, compared before it takes its place."""

from __future__ import annotations

import asyncio

from sqlalchemy import update

from finsam_common.events.lease import Lease
from finsam_common.events.replay import lease_of
from tests.common.operations.conftest import AWAY, HOME, WHY, Platform, formed, renamed

REBUILDS = "/projection-sets/federations/rebuilds"


async def rebuilt(platform: Platform, **body: str) -> dict[str, object]:
    """How a rebuild ended."""
    begun = await platform.act(REBUILDS, WHY | body)
    assert begun["status"] == "running"
    await platform.world.runtime("followup").rebuilds.ended()
    ended: dict[str, object] = (await platform.operator.get(begun["links"]["self"]["href"])).json()
    return ended


async def spoil(platform: Platform) -> None:
    """Somebody changed a row of a projection by hand."""
    database = platform.world.runtime("followup").database
    table = database.metadata.tables["federations"]
    async with database.write() as uow:
        await uow.execute(update(table).where(table.c.id == HOME).values(name="Something else"))


async def test_a_rebuild_of_what_is_right_is_equal(platform: Platform) -> None:
    await platform.tell(formed(HOME), formed(AWAY, "Finsam Borta"), renamed("Finsam Nytt"))
    ended = await rebuilt(platform)
    assert (ended["status"], ended["equal"], ended["differingRows"], ended["trouble"]) == ("swapped", True, 0, None)
    assert {"table": "federations", "live": 2, "rebuilt": 2, "onlyLive": 0, "onlyRebuilt": 0} in ended["tables"]  # type: ignore[operator]
    assert await platform.acts() == ["rebuild-begun", "rebuild-ended"]
    await platform.tell(renamed("Finsam Senare"))
    assert (await platform.names())[str(HOME)] == "Finsam Senare"


async def test_a_rebuild_repairs_what_was_spoilt_and_says_how_much(platform: Platform) -> None:
    await platform.tell(formed(HOME), formed(AWAY, "Finsam Borta"))
    await spoil(platform)
    ended = await rebuilt(platform)
    assert (ended["status"], ended["equal"], ended["differingRows"]) == ("swapped", False, 2)
    assert (await platform.names())[str(HOME)] == "Finsam Hemma"


async def test_a_rebuild_can_look_and_leave(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    await spoil(platform)
    for swap in ("never", "when-equal"):
        ended = await rebuilt(platform, swap=swap)
        assert (ended["status"], ended["differingRows"]) == ("compared", 2)
    assert (await platform.names())[str(HOME)] == "Something else"


async def test_only_one_rebuild_at_a_time_whoever_runs_it(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    runtime = platform.world.runtime("followup")
    elsewhere = Lease(runtime.database, lease_of("federations"), 30)
    assert await elsewhere.held()
    refused = await platform.try_to(REBUILDS, WHY)
    assert (refused.status_code, refused.json()["code"]) == (409, "rebuild-under-way")
    await elsewhere.release()
    begun = await platform.act(REBUILDS, WHY)
    again = await platform.try_to(REBUILDS, WHY)
    assert again.status_code == 409
    await runtime.rebuilds.ended()
    assert (await platform.see(REBUILDS))["items"][0]["id"] == begun["id"]


async def test_a_rebuild_that_is_repeated_with_its_key_runs_once(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    first = await platform.act(REBUILDS, WHY, key="once")
    await platform.world.runtime("followup").rebuilds.ended()
    again = await platform.act(REBUILDS, WHY, key="once")
    assert first == again
    assert len((await platform.see(REBUILDS))["items"]) == 1


async def test_a_rebuild_ends_with_its_process_and_changes_nothing(platform: Platform) -> None:
    await platform.tell(formed(HOME))
    runtime = platform.world.runtime("followup")
    await platform.act(REBUILDS, WHY)
    await runtime.rebuilds.close()
    (ended,) = (await platform.see(REBUILDS))["items"]
    assert ended["status"] in ("interrupted", "swapped")
    assert await platform.names() == {str(HOME): "Finsam Hemma"}


async def test_readers_and_events_go_on_during_a_rebuild(platform: Platform) -> None:
    await platform.tell(formed(HOME), *(renamed(f"Finsam {n}") for n in range(300)))
    await platform.act(REBUILDS, WHY)
    for n in range(5):
        assert set(await platform.names()) == {str(HOME)}
        await platform.tell(renamed(f"Finsam senare {n}"))
    await platform.world.runtime("followup").rebuilds.ended()
    for _ in range(100):  # a batch that met the swap is put off for a moment and heard then
        await platform.world.settle()
        if await platform.names() == {str(HOME): "Finsam senare 4"}:
            break
        await asyncio.sleep(0.05)
    assert await platform.names() == {str(HOME): "Finsam senare 4"}
    (ended,) = (await platform.see(REBUILDS))["items"]
    assert (ended["status"], ended["equal"]) == ("swapped", True)


async def test_a_set_that_is_not_there_cannot_be_rebuilt(platform: Platform) -> None:
    assert (await platform.try_to("/projection-sets/strangers/rebuilds", WHY)).status_code == 404
    assert (
        await platform.operator.get("/followup/v1/operations/projection-sets/strangers/rebuilds")
    ).status_code == 404
