"""The printed list of 2024, imported as it stands: 281 bullets, 7 of them repeats, short names and all."""

from __future__ import annotations

from collections import Counter

from finsam_contracts.registry import FederationFormed, MunicipalityJoined
from tests.registry.stories import Registry, municipalities_of, printed_list, rows


async def test_the_report_says_what_the_list_is(registry: Registry) -> None:
    report = await registry.import_list()
    assert (report["bullets"], report["repeats"]) == (281, 7)
    assert (report["federations"], report["municipalities"], report["outside"]) == (69, 274, 16)
    assert (report["federationsFormed"], report["municipalitiesJoined"]) == (69, 274)
    assert report["inNeitherList"] == [{"code": "2513", "name": "Överkalix"}]
    assert [(each["what"], each["claimed"], each["counted"]) for each in report["reconciliation"]] == [
        ("federations", 69, 69),
        ("municipalities", 274, 274),
        ("outside", 16, 16),
        ("printed-outside", 16, 15),
    ]


async def test_the_findings_are_the_known_slips(registry: Registry) -> None:
    report = await registry.import_list()
    assert Counter(finding["code"] for finding in report["findings"]) == {
        "in-neither-list": 1,
        "claim-differs": 1,
        "federation-under-two-counties": 1,
        "heading-is-another-name": 1,
    }
    two_counties = next(each for each in report["findings"] if each["code"] == "federation-under-two-counties")
    assert "Värmlands län och Västra Götaland" in two_counties["sv"]
    assert "7 rows" in two_counties["en"]


async def test_every_row_is_answered(registry: Registry) -> None:
    report = await registry.import_list()
    assert Counter(row["outcome"] for row in report["rows"]) == {"registered": 274, "repeat": 7}
    aliased = [row for row in report["rows"] if row["municipalityMatched"] == "alias"]
    assert {row["printedMunicipality"]: row["municipalityName"] for row in aliased} == {
        "Malung": "Malung-Sälen",
        "Staffanstorps": "Staffanstorp",
        "Upplands Bro": "Upplands-Bro",
        "Stenungssund": "Stenungsund",
        "Ljusnaberget": "Ljusnarsberg",
    }
    old_heading = {row["federationName"] for row in report["rows"] if row["federationMatched"] == "alias"}
    assert old_heading == {"Samordningsförbundet Västmanland"}


async def test_federations_and_members_are_those_of_the_oracle(imported: Registry) -> None:
    oracle: dict[str, set[str]] = {}
    for row in rows("federations_2024.csv"):
        oracle.setdefault(row["federation_name"], set()).add(row["municipality_code"])
    found = (await imported.get("federations", asOf="2024-12-31", limit="1000"))["items"]
    assert {federation["name"]: municipalities_of(federation) for federation in found} == oracle
    coverage = await imported.get("coverage", asOf="2024-12-31")
    outside = {row["municipality_code"] for row in rows("municipalities_without_2024.csv")}
    assert {each["code"] for each in coverage["outside"]} == outside


async def test_every_federation_has_fk_af_and_the_regions_of_its_area(imported: Registry) -> None:
    across = await imported.federation("Norra Dalslands", asOf="2024-12-31")
    assert {(member["party"], member["code"]) for member in across["members"] if member["party"] != "municipality"} == {
        ("fk", "fk"),
        ("af", "af"),
        ("region", "14"),
        ("region", "17"),
    }
    assert across["countyCodes"] == ["14", "17"]


async def test_on_gotland_one_authority_is_municipality_and_region(imported: Registry) -> None:
    gotland = await imported.federation("Gotland", asOf="2024-12-31")
    assert [(member["party"], member["code"]) for member in gotland["members"]] == [
        ("af", "af"),
        ("fk", "fk"),
        ("municipality", "0980"),
    ]


async def test_the_same_list_again_changes_nothing(imported: Registry) -> None:
    told, before = await imported.events(), await imported.get("coverage", asOf="2024-12-31")
    again = await imported.post("imports", printed_list())
    assert again.status_code == 200
    assert again.json()["municipalitiesJoined"] == 274
    assert await imported.events() == told
    assert await imported.get("coverage", asOf="2024-12-31") == before


async def test_the_same_list_from_another_source_finds_everything_known(imported: Registry) -> None:
    told = await imported.events()
    again = await imported.done("imports", printed_list(source="Samma lista, på webben"))
    assert (again["federationsFormed"], again["municipalitiesJoined"]) == (0, 0)
    assert Counter(row["outcome"] for row in again["rows"]) == {"known": 274, "repeat": 7}
    assert await imported.events() == told


async def test_it_is_known_again_after_the_mergers_are_registered(supplemented: Registry) -> None:
    told = await supplemented.events()
    again = await supplemented.done("imports", printed_list(source="Samma lista, senare"))
    assert (again["federationsFormed"], again["municipalitiesJoined"]) == (0, 0)
    assert await supplemented.events() == told


async def test_every_federation_is_announced_before_its_municipalities_in_order_of_keys(imported: Registry) -> None:
    told = await imported.events()
    assert Counter(type(event) for event in told) == {FederationFormed: 69, MunicipalityJoined: 274}
    keys = list(dict.fromkeys(event.key for event in told))
    assert keys == sorted(keys)
    assert [event.key for event in told] == [key for key in keys for event in told if event.key == key]
    for key in keys:
        first, *members = [event for event in told if event.key == key]
        assert isinstance(first, FederationFormed)
        assert not first.since_known
        codes = [member.municipality_code for member in members if isinstance(member, MunicipalityJoined)]
        assert codes == sorted(codes)


async def test_the_report_can_be_read_again(imported: Registry) -> None:
    first = (await imported.post("imports", printed_list())).json()
    assert await imported.get(f"imports/{first['id']}") == first
