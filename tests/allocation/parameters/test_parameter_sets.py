"""Parameter sets over HTTP: registered once, never changed."""

from __future__ import annotations

from typing import Any

from tests.allocation.country import NORTH, Country
from tests.world import World

PATH = "/allocation/v1/parameter-sets"
BODY: dict[str, Any] = {"name": "modell-2016", "validFrom": 2016, "source": "Decision of January 2015"}


async def test_a_set_is_registered_with_exact_shares_and_found_again(world: World) -> None:
    made = await world.steward.register(PATH, BODY | {"assistanceWeight": "0.75"})
    found = await world.caller("af").get(made.headers["Location"])

    assert made.status_code == 201
    assert found.json() == made.json()
    said = found.json()["parameters"]
    assert (said["assistanceWeight"], said["inhabitantsWeight"], said["brake"]) == ("3/4", "1/4", "9/10")
    assert (said["baseOre"], said["equity"]) == (40_000_000, {"effect": "ignored", "staircase": []})


async def test_the_same_content_again_is_unchanged_and_other_content_the_next_version(world: World) -> None:
    first = await world.steward.register(PATH, BODY)
    again = await world.steward.register(PATH, BODY | {"brake": "0.90"})
    other = await world.steward.register(PATH, BODY | {"brake": None})

    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 201]
    assert again.json() == first.json()
    assert [answer.json()["version"] for answer in (first, other)] == [1, 2]
    assert (await world.steward.get(first.headers["Location"])).json() == first.json()


async def test_sets_are_listed_by_name_and_version(world: World) -> None:
    for body in (BODY | {"name": "b"}, BODY | {"name": "a"}, BODY | {"name": "b", "brake": None}):
        await world.steward.register(PATH, body)
    first = (await world.steward.get(PATH, params={"limit": 2})).json()
    second = (await world.steward.get(first["links"]["next"]["href"])).json()

    listed = [(each["parameters"]["name"], each["version"]) for page in (first, second) for each in page["items"]]
    assert listed == [("a", 1), ("b", 1), ("b", 2)]


async def test_only_the_steward_registers(country: Country) -> None:
    for caller in ("fk", "af", "operator", f"federation:{NORTH}"):
        assert (await country.world.caller(caller).register(PATH, BODY)).status_code == 403


async def test_what_makes_no_sense_is_refused_by_pointer(world: World) -> None:
    answer = await world.steward.register(PATH, BODY | {"assistanceWeight": 0.75, "baseOre": -5})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/baseOre", "/assistanceWeight"]


async def test_an_unknown_set_is_not_found(world: World) -> None:
    assert (await world.steward.get(f"{PATH}/{NORTH}")).status_code == 404
    assert (await world.steward.get(f"{PATH}/x")).status_code in (404, 422)
