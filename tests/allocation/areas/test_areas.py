"""Areas as of a day, heard from the registry and read over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from finsam_common.events.replay import rebuild
from finsam_contracts.registry import FederationRenamed
from finsam_contracts.values import Party
from tests.allocation.country import (
    MOMENT,
    NORTH,
    SOUTH,
    WEST,
    Country,
    attested,
    dissolved,
    joined,
    liquidated,
    merged,
    renamed,
    withdrew,
)

NEW_YEAR = date(2024, 1, 1)


async def areas(country: Country, day: str, **query: Any) -> list[dict[str, Any]]:
    answer = await country.world.caller("af").get("/allocation/v1/areas", params={"asOf": day} | query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def codes(country: Country, day: str) -> dict[UUID, list[str]]:
    return {UUID(area["federationId"]): area["municipalityCodes"] for area in await areas(country, day)}


async def test_each_federation_has_the_municipalities_that_joined(country: Country) -> None:
    await country.two_federations()

    assert await codes(country, "2024-12-31") == {NORTH: ["0001", "0002"], SOUTH: ["0003"]}


async def test_before_it_was_formed_a_federation_is_not_there(country: Country) -> None:
    await country.two_federations()

    assert await codes(country, "2009-12-31") == {}


async def test_a_municipality_moves_from_one_to_another(country: Country) -> None:
    await country.two_federations()
    await country.tell(withdrew(NORTH, "0002", date(2023, 12, 31)), joined(SOUTH, "0002", NEW_YEAR))

    assert await codes(country, "2023-12-31") == {NORTH: ["0001", "0002"], SOUTH: ["0003"]}
    assert await codes(country, "2024-01-01") == {NORTH: ["0001"], SOUTH: ["0002", "0003"]}


async def test_a_region_that_withdraws_takes_no_municipality_along(country: Country) -> None:
    await country.two_federations()
    await country.tell(withdrew(NORTH, "01", date(2023, 12, 31), Party.REGION))

    assert (await codes(country, "2024-12-31"))[NORTH] == ["0001", "0002"]


async def test_a_predecessor_ends_the_day_before_a_merger(country: Country) -> None:
    await country.two_federations()
    await country.tell(merged(NORTH, [NORTH, SOUTH], NEW_YEAR), joined(NORTH, "0003", NEW_YEAR))

    assert await codes(country, "2023-12-31") == {NORTH: ["0001", "0002"], SOUTH: ["0003"]}
    assert await codes(country, "2024-01-01") == {NORTH: ["0001", "0002", "0003"]}


async def test_a_dissolved_federation_has_no_area_after_its_last_day(country: Country) -> None:
    await country.two_federations()
    await country.tell(dissolved(SOUTH, date(2023, 12, 31)))

    assert SOUTH in await codes(country, "2023-12-31")
    assert SOUTH not in await codes(country, "2024-01-01")


async def test_one_that_is_wound_up_still_has_its_area_and_says_so(country: Country) -> None:
    await country.two_federations()
    await country.tell(liquidated(SOUTH, NEW_YEAR))

    assert [area["liquidating"] for area in await areas(country, "2023-12-31")] == [False, False]
    assert [area["liquidating"] for area in await areas(country, "2024-01-01")] == [False, True]


async def test_a_name_holds_from_its_day_on(country: Country) -> None:
    await country.two_federations()
    await country.tell(renamed(SOUTH, "Finsam Sydväst", NEW_YEAR))

    assert (await areas(country, "2023-12-31"))[1]["name"] == "Finsam Söder"
    assert (await areas(country, "2024-01-01"))[1]["name"] == "Finsam Sydväst"


async def test_a_renaming_told_afterwards_says_what_it_was_called_before(country: Country) -> None:
    """The printed list of the end of 2024 has the new name already."""
    await country.found(SOUTH, "0003", since=date(2024, 12, 31), known=False)
    await country.tell(
        attested(SOUTH, ["0003"], date(2023, 12, 31)),
        FederationRenamed(
            federation_id=SOUTH,
            name="Finsam Söder",
            previous_name="Södra förbundet",
            effective_date=NEW_YEAR,
            recorded_at=MOMENT,
        ),
    )

    assert [area["name"] for area in await areas(country, "2023-12-31")] == ["Södra förbundet"]
    assert [area["name"] for area in await areas(country, "2024-12-31")] == ["Finsam Söder"]


async def test_an_unknown_start_is_not_known_before_it_is_attested(country: Country) -> None:
    await country.found(NORTH, "0001", "0002", since=date(2024, 12, 31), known=False)
    await country.tell(attested(NORTH, ["0001"], date(2023, 12, 31)))

    (area,) = await areas(country, "2023-12-31")
    assert (area["municipalityCodes"], area["notKnown"]) == (["0001"], ["0002"])


async def test_pages_follow_each_other(country: Country) -> None:
    await country.two_federations()
    await country.found(WEST, "0004")
    af = country.world.caller("af")
    first = (await af.get("/allocation/v1/areas", params={"asOf": "2024-12-31", "limit": 2})).json()
    second = (await af.get(first["links"]["next"]["href"])).json()

    assert [UUID(area["federationId"]) for page in (first, second) for area in page["items"]] == [NORTH, SOUTH, WEST]
    assert second["links"]["next"] is None


async def test_nobody_without_a_token_reads_them(country: Country) -> None:
    assert (await country.world.anybody.get("/allocation/v1/areas")).status_code == 401


async def test_one_whose_token_lacks_the_scope_is_refused(country: Country) -> None:
    assert (await country.world.caller("reader").get("/allocation/v1/areas")).status_code == 403


async def test_replayed_areas_equal_the_live_ones(country: Country) -> None:
    await country.two_federations()
    await country.tell(
        withdrew(NORTH, "0002", date(2023, 12, 31)),
        joined(SOUTH, "0002", NEW_YEAR),
        attested(SOUTH, ["0003"], date(2005, 1, 1)),
        renamed(SOUTH, "Finsam Sydväst", NEW_YEAR),
        liquidated(NORTH, date(2025, 1, 1)),
        dissolved(NORTH, date(2025, 6, 30)),
    )
    runtime = country.world.runtime("allocation")
    (heard,) = runtime.service.hears
    live = await areas(country, "2024-12-31")

    compared = await rebuild(runtime.database, runtime.transport, heard)

    assert all(table.equal for table in compared), compared
    assert await areas(country, "2024-12-31") == live
