"""From a federation's post to a figure in the national report, and what a correction does to both."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys import stories
from tests.world import Caller, World


@pytest.fixture
async def federation(world: World) -> str:
    """Finsam Lund, which everybody has heard of."""
    federation = await stories.form(world.steward)
    await world.settle()
    return federation


async def posted(office: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await office.register(path, body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def extraction(world: World) -> dict[str, Any]:
    """The national report of 2024 as it is known now."""
    await world.settle()
    return await posted(world.steward, "/reporting/v1/extractions", {"report": "national", "year": 2024})


def computed(extraction: dict[str, Any], *codes: str) -> list[Any]:
    figures = {figure["code"]: figure["computed"] for figure in extraction["figures"]}
    return [figures[code] for code in codes]


def headcount(federation: str, intervention: str, women: int, men: int, external_id: str = "h1") -> dict[str, Any]:
    return {
        "externalId": external_id,
        "federationId": federation,
        "interventionId": intervention,
        "period": "2024-03",
        "women": women,
        "men": men,
        "counting": "unique",
        "meaning": "new",
        "provenance": "synthetic",
    }


async def test_a_registration_becomes_a_figure_and_a_correction_a_later_one(world: World, federation: str) -> None:
    office = world.federation(federation)
    intervention = await posted(office, "/followup/v1/interventions", stories.intervention(federation))
    first = await posted(office, "/followup/v1/headcounts", headcount(federation, intervention["id"], 6, 4))
    before = await extraction(world)
    assert computed(before, "federations", "interventions", "individual-participants") == [1, 1, 10]

    corrected = await office.put(
        f"/followup/v1/headcounts/{first['id']}",
        json=headcount(federation, intervention["id"], 7, 4),
        headers={"If-Match": '"1"'},
    )
    assert corrected.status_code == 200, corrected.text
    after = await extraction(world)
    assert computed(after, "individual-participants") == [11]

    again = await world.anybody.get(f"/reporting/v1/extractions/{before['id']}")
    assert again.json() == before
    then = await world.anybody.get("/reporting/v1/reports/national/2024", params={"knownAt": before["knownAt"]})
    assert computed(then.json(), "individual-participants") == [10]


async def test_what_is_taken_back_counts_nowhere(world: World, federation: str) -> None:
    office = world.federation(federation)
    kept, taken_back = [
        await posted(office, "/followup/v1/interventions", stories.intervention(federation, name))
        for name in ("kept", "taken-back")
    ]
    await posted(office, "/followup/v1/headcounts", headcount(federation, kept["id"], 2, 1, "h1"))
    await posted(office, "/followup/v1/headcounts", headcount(federation, taken_back["id"], 6, 4, "h2"))
    path = f"/followup/v1/interventions/{taken_back['id']}"
    void = await office.delete(path, headers={"If-Match": '"1"'})
    assert void.status_code == 200, void.text
    assert computed(await extraction(world), "interventions", "individual-participants") == [1, 3]


async def test_followup_says_that_it_has_not_heard_of_a_federation_yet(world: World) -> None:
    federation = await stories.form(world.steward)
    office = world.federation(federation)
    early = await office.register("/followup/v1/interventions", stories.intervention(federation))
    assert (early.status_code, early.json()["code"]) == (409, "federation-not-yet-known")
    assert early.headers["Retry-After"]
    await world.settle()
    assert (await office.register("/followup/v1/interventions", stories.intervention(federation))).status_code == 201


async def test_a_federation_that_ends_flags_what_still_runs_and_deletes_nothing(world: World, federation: str) -> None:
    office = world.federation(federation)
    intervention = await posted(office, "/followup/v1/interventions", stories.intervention(federation))
    await posted(world.steward, "/registry/v1/liquidations", stories.winding_up(federation))
    await posted(world.steward, "/registry/v1/dissolutions", stories.ending(federation))
    await world.settle()
    flags = await office.get(f"/followup/v1/interventions/{intervention['id']}/flags")
    assert [flag["reason"] for flag in flags.json()["items"]] == ["federation-dissolved"]
    assert (await office.get(f"/followup/v1/interventions/{intervention['id']}")).json()["void"] is False


async def test_the_same_federation_is_in_every_room(world: World, federation: str) -> None:
    areas = await world.steward.get("/allocation/v1/areas", params={"asOf": "2024-12-31"})
    assert federation in areas.text
    known = await world.steward.get("/followup/v1/federations")
    assert [each["id"] for each in known.json()["items"]] == [federation]
    covered = await world.anybody.get("/registry/v1/coverage", params={"asOf": "2024-12-31"})
    assert covered.json()["federations"] == 1
