"""Reference data ships with the registry: 290 municipalities, 21 counties and regions."""

from __future__ import annotations

from finsam_registry.code_list import counties_and_municipalities
from tests.registry.stories import Registry


def test_the_code_list_is_the_whole_country() -> None:
    counties, municipalities = counties_and_municipalities()
    assert (len(counties), len(municipalities)) == (21, 290)
    assert {row["county_code"] for row in municipalities} == {row["code"] for row in counties}
    assert all(row["code"][:2] == row["county_code"] for row in municipalities)


async def test_municipalities_by_county(registry: Registry) -> None:
    skane = await registry.get("municipalities", countyCode="12", limit="1000")
    assert len(skane["items"]) == 33
    assert skane["items"][0] == {
        "code": "1214",
        "name": "Svalöv",
        "countyCode": "12",
        "countyName": "Skåne län",
        "validFrom": None,
        "validTo": None,
        "source": "SCB, koder för län och kommuner; regionernas namn för hand",
    }
    everyone = await registry.get("municipalities", limit="1000")
    assert len(everyone["items"]) == 290
    assert everyone["items"][0]["code"] == "0114"


async def test_counties_with_their_regions(registry: Registry) -> None:
    counties = {each["code"]: each for each in (await registry.get("counties", limit="21"))["items"]}
    assert len(counties) == 21
    assert counties["14"]["regionName"] == "Västra Götalandsregionen"
    assert [code for code, each in counties.items() if each["municipalityCode"]] == ["09"]


async def test_pages_of_municipalities(registry: Registry) -> None:
    first = await registry.get("municipalities", limit="289")
    second = (await registry.anybody.get(first["links"]["next"]["href"])).json()
    assert (len(second["items"]), second["links"]["next"]) == (1, None)
