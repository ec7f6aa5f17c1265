"""Inputs over HTTP: posted by municipality, frozen by federation."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from tests.allocation.country import NORTH, SOUTH, WEST, Country, inputs, joined, measure, terms, withdrew

PATH = "/allocation/v1/inputs"


async def test_measures_are_summed_by_federation(country: Country) -> None:
    await country.two_federations()
    made = await country.freeze(federations=[terms(NORTH, previousOre=30_000, requestOre=50_000, equityOre=-7)])
    parts = (await country.world.caller("af").get(f"{made.headers['Location']}/federations")).json()["items"]

    assert made.status_code == 201
    answer = made.json()
    assert (answer["federations"], answer["municipalities"], answer["municipalitiesOutside"]) == (2, 3, 1)
    assert (answer["distributableOre"], answer["assistanceOre"], answer["inhabitants"]) == (60_000, 300_000, 30)
    assert parts == [
        {
            "federationId": str(NORTH),
            "name": "Finsam Norr",
            "municipalityCodes": ["0001", "0002"],
            "assistanceOre": 200_000,
            "inhabitants": 20,
            "previousOre": 30_000,
            "requestOre": 50_000,
            "matchingOre": None,
            "equityOre": -7,
        },
        {
            "federationId": str(SOUTH),
            "name": "Finsam Söder",
            "municipalityCodes": ["0003"],
            "assistanceOre": 100_000,
            "inhabitants": 10,
            "previousOre": None,
            "requestOre": None,
            "matchingOre": None,
            "equityOre": None,
        },
    ]


async def test_what_is_frozen_does_not_follow_the_registry(country: Country) -> None:
    await country.two_federations()
    made = await country.freeze()
    await country.tell(withdrew(NORTH, "0002", date(2020, 12, 31)), joined(SOUTH, "0002", date(2021, 1, 1)))

    parts = (await country.world.steward.get(f"{made.headers['Location']}/federations")).json()["items"]
    assert [part["municipalityCodes"] for part in parts] == [["0001", "0002"], ["0003"]]
    assert (await country.world.steward.get(made.headers["Location"])).json() == made.json()


async def test_the_same_content_is_the_same_inputs_and_the_areas_are_part_of_it(country: Country) -> None:
    await country.two_federations()
    first, again = await country.freeze(), await country.freeze()
    await country.tell(withdrew(NORTH, "0002", date(2020, 12, 31)), joined(SOUTH, "0002", date(2021, 1, 1)))
    moved = await country.freeze()

    assert [answer.status_code for answer in (first, again, moved)] == [201, 200, 201]
    assert again.json() == first.json()
    assert moved.json()["digest"] != first.json()["digest"]


async def test_freezing_is_told_once(country: Country) -> None:
    await country.two_federations()
    made = (await country.freeze()).json()
    await country.freeze()

    async with country.world.runtime("allocation").database.read() as read:
        events = await read.all(text("SELECT type, data FROM outbox"))
    (event,) = events
    assert event["type"] == "allocation.inputs-frozen.v1"
    assert made["digest"] in event["data"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"municipalities": [measure("0001"), measure("0003")]}, 409, "measure-missing"),
        ({"municipalities": [measure("0001"), measure("0001")]}, 422, "municipality-twice"),
        ({"federations": [terms(WEST)]}, 409, "federation-not-yet-known"),
        ({"nationalSupportOre": 70_001}, 422, "frame-below-national-support"),
        ({"frameOre": -1}, 422, "invalid"),
        ({"frameOre": 1.5}, 422, "invalid"),
        ({"areasAsOf": "2030-01-01"}, 422, "day-outside-year"),
    ],
)
async def test_bad_inputs_are_refused_and_nothing_is_kept(
    country: Country, changes: dict[str, object], status: int, code: str
) -> None:
    await country.two_federations()
    refused = await country.freeze(**changes)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await country.world.steward.get(PATH)).json()["items"] == []


async def test_an_unknown_federation_is_accepted_once_the_registry_has_told(country: Country) -> None:
    await country.two_federations()
    early = await country.freeze(federations=[terms(WEST)])
    await country.found(WEST, "0004")
    late = await country.freeze(federations=[terms(WEST)])

    assert early.headers["Retry-After"] == "1"
    assert late.status_code == 201


async def test_what_the_registry_has_just_told_is_waited_for(country: Country) -> None:
    await country.two_federations()
    await country.publish(joined(SOUTH, "0004"))
    posting = asyncio.create_task(country.freeze())
    await asyncio.sleep(0.2)
    waited = not posting.done()
    await country.world.settle()

    assert waited
    assert (await posting).json()["municipalities"] == 4


async def test_before_the_registry_has_told_anything_there_are_no_areas(country: Country) -> None:
    early = await country.freeze(federations=[])
    await country.world.settle()
    late = await country.freeze(federations=[])

    assert (early.status_code, early.json()["code"]) == (503, "facts-not-arrived")
    assert (late.status_code, late.json()["code"]) == (409, "nothing-to-share")


async def test_an_area_that_nobody_knows_is_not_guessed(country: Country) -> None:
    await country.found(NORTH, "0001", since=date(2024, 12, 31), known=False)
    refused = await country.freeze(areasAsOf="2023-12-31", federations=[])

    assert refused.json()["code"] == "areas-not-known"
    assert refused.json()["federationIds"] == [str(NORTH)]


async def test_a_municipality_in_two_areas_is_refused(country: Country) -> None:
    await country.found(NORTH, "0001")
    await country.found(SOUTH, "0001")

    refused = await country.freeze(federations=[])
    assert refused.json()["code"] == "municipality-in-two-areas"
    assert refused.json()["municipalityCodes"] == ["0001"]


async def test_inputs_are_listed_by_year(country: Country) -> None:
    await country.two_federations()
    for year in (2026, 2025):
        await country.freeze(year=year)
    listed = (await country.world.steward.get(PATH)).json()["items"]
    asked = (await country.world.steward.get(PATH, params={"year": 2026})).json()["items"]

    assert [each["year"] for each in listed] == [2025, 2026]
    assert [each["year"] for each in asked] == [2026]


async def test_one_key_has_one_effect_and_another_body_is_refused(country: Country) -> None:
    await country.two_federations()
    first = await country.world.steward.register(PATH, inputs(), key="k")
    again = await country.world.steward.register(PATH, inputs(), key="k")
    other = await country.world.steward.register(PATH, inputs(frameOre=80_000), key="k")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.content == first.content
    assert other.json()["code"] == "idempotency-key-reused"


async def test_only_the_steward_freezes(country: Country) -> None:
    await country.two_federations()
    for caller in ("fk", "af", f"federation:{NORTH}"):
        assert (await country.world.caller(caller).register(PATH, inputs())).status_code == 403
    assert (await country.world.anybody.register(PATH, inputs())).status_code == 401


async def test_a_federation_reads_them(country: Country) -> None:
    await country.two_federations()
    made = await country.freeze()

    assert (await country.world.federation(NORTH).get(made.headers["Location"])).status_code == 200


async def test_unknown_inputs_are_not_found(country: Country) -> None:
    assert (await country.world.steward.get(f"{PATH}/{NORTH}")).status_code == 404
    assert (await country.world.steward.get(f"{PATH}/{NORTH}/federations")).status_code == 404
