"""Budgets are reported year by year, in öre, ordinary cost and ESF cost apart."""

from typing import Any

import pytest

from tests.followup.conftest import Office, emitted, told
from tests.followup.facts import AWAY, HOME
from tests.world import World

URL = "/followup/v1/budgets"


async def test_a_budget_is_reported_corrected_and_told(home: Office, followup: World) -> None:
    intervention = (await home.registered("interventions", home.intervention(esfFinanced=True)))["id"]
    first = await home.registered("budgets", home.budget(intervention, esfOre=2_500_000))
    one = f"{URL}/{first['id']}"
    assert (first["ordinaryOre"], first["esfOre"]) == (10_000_000, 2_500_000)

    body = home.budget(intervention, ordinaryOre=12_000_000, esfOre=2_500_000)
    corrected = await home.caller.put(one, json=body, headers={"If-Match": '"1"'})
    assert (corrected.status_code, corrected.json()["version"]) == (200, 2)
    assert (await home.caller.get(one, params={"knownAt": first["recordedAt"]})).json()["ordinaryOre"] == 10_000_000
    versions = (await home.caller.get(f"{one}/versions")).json()["items"]
    assert [each["ordinaryOre"] for each in versions] == [12_000_000, 10_000_000]

    new, correction = await emitted(followup, "followup.budget-reported.v1")
    assert (new["previousOrdinaryOre"], new["previousEsfOre"]) == (None, None)
    assert (correction["previousOrdinaryOre"], correction["previousEsfOre"]) == (10_000_000, 2_500_000)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": 2022}, "year-outside-intervention"),
        ({"esfOre": 1}, "not-esf-financed"),
        ({"year": 2023}, "year-already-budgeted"),
        ({"interventionId": "0f0f0f0f-0000-4000-8000-0000000000ff"}, "intervention-unknown"),
    ],
)
async def test_a_budget_that_does_not_fit_is_refused(home: Office, changes: dict[str, Any], code: str) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    await home.registered("budgets", home.budget(intervention, 2023))
    response = await home.caller.register(URL, home.budget(intervention) | changes)
    assert (response.status_code, response.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ordinaryOre": -1}, "/ordinaryOre"),
        ({"ordinaryOre": 10**15 + 1}, "/ordinaryOre"),
        ({"ordinaryOre": 99.5}, "/ordinaryOre"),
        ({"esfOre": None}, "/esfOre"),
        ({"year": 24}, "/year"),
        ({"year": "2024"}, "/year"),
    ],
)
async def test_absurd_amounts_and_years_are_pointed_at(home: Office, changes: dict[str, Any], pointer: str) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    response = await home.caller.register(URL, home.budget(intervention) | changes)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_the_largest_amount_is_kept_to_the_ore(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("budgets", home.budget(intervention, ordinaryOre=10**15))
    assert (await home.caller.get(f"{URL}/{first['id']}")).json()["ordinaryOre"] == 10**15


async def test_kronor_taken_for_ore_are_accepted_with_a_warning(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    await home.registered("budgets", home.budget(intervention, 2023))
    answer = await home.registered("budgets", home.budget(intervention, 2024, ordinaryOre=100_000))
    assert [warning["code"] for warning in answer["warnings"]] == ["sudden-change"]


async def test_a_budget_taken_back_makes_room_for_another(home: Office, followup: World) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("budgets", home.budget(intervention))
    assert (await home.caller.delete(f"{URL}/{first['id']}", headers={"If-Match": '"1"'})).json()["void"] is True
    assert [event["year"] for event in await emitted(followup, "followup.budget-voided.v1")] == [2024]
    await home.registered("budgets", home.budget(intervention, externalId="another"))
    listed = (await home.caller.get(URL, params={"federationId": str(HOME)})).json()["items"]
    assert [each["externalId"] for each in listed] == ["another"]


async def test_a_file_of_budgets_answers_row_by_row(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    rows = [
        home.budget(intervention, 2023),
        home.budget(intervention, 2024) | {"federationId": str(AWAY)},
        home.budget(intervention, 2023, externalId="another"),
        home.budget(intervention, 2024),
        "not a row",
        home.budget(intervention, 2023, ordinaryOre=11_000_000),
    ]
    assert told(await home.send("budgets", rows)) == [
        ("accepted", None),
        ("rejected", "not-your-federation"),
        ("rejected", "year-already-budgeted"),
        ("accepted", None),
        ("rejected", "invalid"),
        ("corrected", None),
    ]
