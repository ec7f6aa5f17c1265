"""Forming a federation: § 3, § 8, one name, one number, one federation for a municipality on a day."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from finsam_contracts.registry import FederationFormed, MunicipalityJoined
from tests.registry.stories import JSON, SOURCE, Registry, municipalities_of


def formation(**changes: Any) -> JSON:
    return {
        "source": SOURCE,
        "name": "Samordningsförbundet Öresund",
        "effectiveDate": "2025-01-01",
        "municipalityCodes": ["1281", "1280"],
        "regionCodes": ["12"],
    } | changes


async def test_a_federation_is_formed_with_its_members(registry: Registry) -> None:
    response = await registry.post("federations", formation(organisationNumber="222000-1875"))
    assert response.status_code == 201
    formed = response.json()
    assert response.headers["location"].endswith(f"/registry/v1/federations/{formed['id']}")
    assert formed["organisationNumber"] == "2220001875"
    assert (formed["status"], formed["since"], formed["sinceKnown"]) == ("active", "2025-01-01", True)
    assert [(member["party"], member["code"], member["name"]) for member in formed["members"]] == [
        ("af", "af", "Arbetsförmedlingen"),
        ("fk", "fk", "Försäkringskassan"),
        ("municipality", "1280", "Malmö"),
        ("municipality", "1281", "Lund"),
        ("region", "12", "Region Skåne"),
    ]
    assert await registry.get(f"federations/{formed['id']}", asOf="2025-01-01") == formed


async def test_it_is_told_with_its_municipalities_by_code(registry: Registry) -> None:
    formed = await registry.done("federations", formation())
    first, *joined = await registry.events()
    assert isinstance(first, FederationFormed)
    assert (str(first.federation_id), first.county_codes, first.since_known) == (formed["id"], ["12"], True)
    assert [event.municipality_code for event in joined if isinstance(event, MunicipalityJoined)] == ["1280", "1281"]


async def test_it_is_forming_until_its_day(registry: Registry) -> None:
    formed = await registry.done("federations", formation())
    assert (await registry.get(f"federations/{formed['id']}", asOf="2024-12-31"))["status"] == "forming"
    assert (await registry.get("federations", asOf="2024-12-31"))["items"] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"regionCodes": []}, "members-missing"),
        ({"municipalityCodes": ["1281", "1730"]}, "members-missing"),
        ({"municipalityCodes": ["9999"]}, "municipality-unknown"),
        ({"regionCodes": ["12", "99"]}, "region-unknown"),
        ({"municipalityCodes": ["1281", "1262"]}, "municipality-in-another-federation"),
        ({"municipalityCodes": ["1281"], "name": "FINSAM  i Lomma"}, "federation-name-taken"),
        ({"municipalityCodes": ["1281"], "organisationNumber": "2220001875"}, "organisation-number-taken"),
        ({"adoptions": [{"party": "fk", "code": "fk", "adoptedOn": "2024-10-01"}]}, "ordinance-not-adopted"),
    ],
)
async def test_what_is_refused(registry: Registry, changes: JSON, code: str) -> None:
    await registry.form("Finsam i Lomma", "2024-01-01", ["1262"], ["12"], organisationNumber="222000-1875")
    told = await registry.events()
    problem = await registry.refused("federations", formation(**changes))
    assert (problem["status"], problem["code"]) == (409, code)
    assert await registry.events() == told


async def test_on_gotland_no_region_is_named(registry: Registry) -> None:
    formed = await registry.form("Finsam Gotland", "2024-01-01", ["0980"], [])
    assert municipalities_of(formed) == {"0980"}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"organisationNumber": "222000-1876"}, "/organisationNumber"),
        ({"municipalityCodes": ["128"]}, "/municipalityCodes/0"),
        ({"municipalityCodes": []}, "/municipalityCodes"),
        ({"name": ""}, "/name"),
        ({"name": "a\u0007b"}, "/name"),
        ({"effectiveDate": "2024-02-30"}, "/effectiveDate"),
        ({"effectiveDate": "1066-10-14"}, "/effectiveDate"),
        ({"effectiveDate": "2024-06-01", "datePrecision": "year"}, ""),
        ({"founder": "nobody"}, "/founder"),
        ({"source": None}, "/source"),
    ],
)
async def test_what_is_not_well_formed(registry: Registry, changes: JSON, pointer: str) -> None:
    problem = await registry.refused("federations", formation(**changes))
    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_who_adopted_when_is_checked_or_missed(registry: Registry) -> None:
    parties = [("fk", "fk"), ("af", "af"), ("region", "12"), ("municipality", "1280"), ("municipality", "1281")]
    adoptions = [{"party": party, "code": code, "adoptedOn": "2024-11-01"} for party, code in parties]
    formed = await registry.done("federations", formation(adoptions=adoptions))
    (decision,) = (await registry.get(f"federations/{formed['id']}/history"))["decisions"]
    assert decision["findings"] == []
    other = await registry.form("Finsam i Lomma", "2024-01-01", ["1262"], ["12"])
    (decision,) = (await registry.get(f"federations/{other['id']}/history"))["decisions"]
    assert [(finding["code"], finding["section"]) for finding in decision["findings"]] == [
        ("adoptions-not-registered", "§ 8")
    ]


async def test_of_two_at_once_for_one_municipality_one_is_formed(registry: Registry) -> None:
    names = [f"Förbund {number}" for number in range(8)]
    answers = await asyncio.gather(*(registry.post("federations", formation(name=name)) for name in names))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


async def test_the_same_request_again_gets_the_same_answer(registry: Registry) -> None:
    first = await registry.post("federations", formation(), key="one")
    again = await registry.post("federations", formation(), key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    other = await registry.refused("federations", formation())
    assert other["code"] == "federation-name-taken"


async def test_only_the_steward_keeps_the_registry(registry: Registry) -> None:
    for caller, status in ((registry.world.caller("reader"), 403), (registry.anybody, 401)):
        response = await caller.register("/registry/v1/federations", formation())
        assert response.status_code == status
