"""Numbers of participants are reported month by month and stand on their intervention."""

from datetime import date
from typing import Any

import pytest

from tests.followup.conftest import Office, Tell, dissolved, emitted
from tests.followup.facts import HOME
from tests.world import World

URL = "/followup/v1/headcounts"


async def test_numbers_are_reported_and_told_with_what_they_replace(home: Office, followup: World) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("headcounts", home.headcount(intervention))
    assert (first["women"], first["men"], first["sexUnknown"], first["meaning"]) == (5, 4, 0, "new")

    body = home.headcount(intervention, women=6)
    corrected = await home.caller.put(f"{URL}/{first['id']}", json=body, headers={"If-Match": '"1"'})
    assert (corrected.status_code, corrected.json()["women"]) == (200, 6)

    new, correction = await emitted(followup, "followup.headcount-reported.v1")
    assert new["previous"] is None
    assert correction["previous"] == {"women": 5, "men": 4, "sexUnknown": 0}
    assert correction["numbers"] == {"women": 6, "men": 4, "sexUnknown": 0}


async def test_a_correction_supersedes_and_keeps_its_history(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("headcounts", home.headcount(intervention))
    one = f"{URL}/{first['id']}"
    await home.caller.put(one, json=home.headcount(intervention, women=6), headers={"If-Match": '"1"'})

    assert (await home.caller.get(one)).json()["women"] == 6
    assert (await home.caller.get(one, params={"knownAt": first["recordedAt"]})).json()["women"] == 5
    versions = (await home.caller.get(f"{one}/versions")).json()["items"]
    assert [each["women"] for each in versions] == [6, 5]
    query = {"federationId": str(HOME), "knownAt": first["recordedAt"]}
    assert [each["women"] for each in (await home.caller.get(URL, params=query)).json()["items"]] == [5]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"period": "2023-02"}, "period-outside-intervention"),
        ({"women": None, "men": None, "sexUnknown": 9}, "sex-required"),
        ({"interventionId": "0f0f0f0f-0000-4000-8000-0000000000ff"}, "intervention-unknown"),
        ({"period": "2024-01"}, "period-already-reported"),
        ({"counting": "attendance"}, "counting-mixed"),
        ({"meaning": "cumulative"}, "meaning-mixed"),
    ],
)
async def test_numbers_that_do_not_fit_are_refused(home: Office, changes: dict[str, Any], code: str) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    await home.registered("headcounts", home.headcount(intervention, "2024-01"))
    response = await home.caller.register(URL, home.headcount(intervention) | changes)
    assert (response.status_code, response.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"women": -1}, "/women"),
        ({"women": 10_000_001}, "/women"),
        ({"women": 1.5}, "/women"),
        ({"women": "5"}, "/women"),
        ({"women": 10**30}, "/women"),
        ({"women": None}, ""),
        ({"period": "2024-13"}, "/period"),
        ({"period": "2024"}, "/period"),
        ({"counting": "guessing"}, "/counting"),
        ({"interventionId": "i1"}, "/interventionId"),
    ],
)
async def test_absurd_numbers_and_codes_are_pointed_at(home: Office, changes: dict[str, Any], pointer: str) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    response = await home.caller.register(URL, home.headcount(intervention) | changes)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_a_structural_intervention_without_follow_up_takes_no_numbers(home: Office) -> None:
    counted = (await home.registered("interventions", home.structural()))["id"]
    uncounted = (await home.registered("interventions", home.structural("s2", registrationMethod="none")))["id"]
    without_sex: dict[str, Any] = {"women": None, "men": None, "sexUnknown": 40}
    await home.registered("headcounts", home.headcount(counted, **without_sex))
    refused = await home.caller.register(URL, home.headcount(uncounted, externalId="h2", **without_sex))
    assert (refused.status_code, refused.json()["code"]) == (409, "participants-not-counted")


async def test_what_is_about_another_federations_intervention_is_about_nothing(home: Office, away: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    response = await away.caller.register(URL, away.headcount(intervention))
    assert (response.status_code, response.json()["code"]) == (409, "intervention-unknown")


async def test_an_intervention_that_was_taken_back_takes_no_new_numbers(home: Office) -> None:
    first = await home.registered("interventions", home.intervention())
    await home.registered("headcounts", home.headcount(first["id"], "2024-01"))
    await home.caller.delete(f"/followup/v1/interventions/{first['id']}", headers={"If-Match": '"1"'})

    refused = await home.caller.register(URL, home.headcount(first["id"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "intervention-unknown")
    again = await home.caller.register(URL, home.headcount(first["id"], "2024-01"))
    assert (again.status_code, again.json()["version"]) == (200, 1)


async def test_nothing_is_reported_for_months_after_the_federation(home: Office, tell: Tell) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    await tell(dissolved(HOME, date(2024, 2, 29)))
    refused = await home.caller.register(URL, home.headcount(intervention, "2024-03"))
    assert (refused.status_code, refused.json()["code"]) == (409, "period-outside-intervention")
    assert refused.json()["last"] == "2024-02-29"
    await home.registered("headcounts", home.headcount(intervention, "2024-02"))


async def test_numbers_taken_back_make_room_for_others(home: Office, followup: World) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("headcounts", home.headcount(intervention))
    voided = await home.caller.delete(f"{URL}/{first['id']}", headers={"If-Match": '"1"'})
    assert (voided.status_code, voided.json()["void"]) == (200, True)
    [event] = await emitted(followup, "followup.headcount-voided.v1")
    assert (event["period"], event["previous"]) == ("2024-03", {"women": 5, "men": 4, "sexUnknown": 0})
    await home.registered("headcounts", home.headcount(intervention, externalId="another", meaning="cumulative"))


@pytest.mark.parametrize(("changes", "pointer"), [({"period": "2024-04"}, "/period"), ({}, "/interventionId")])
async def test_numbers_never_move_to_another_month_or_intervention(
    home: Office, changes: dict[str, Any], pointer: str
) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    other = (await home.registered("interventions", home.intervention("i2")))["id"]
    first = await home.registered("headcounts", home.headcount(intervention))
    body = home.headcount(intervention if changes else other) | {"externalId": "h-2024-03"} | changes
    response = await home.caller.put(f"{URL}/{first['id']}", json=body, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["code"]) == (409, "key-field-changed")
    assert response.json()["pointer"] == pointer


async def test_falling_cumulative_numbers_are_accepted_with_a_warning(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    await home.registered("headcounts", home.headcount(intervention, "2024-01", meaning="cumulative", women=50))
    answer = await home.registered("headcounts", home.headcount(intervention, "2024-02", meaning="cumulative"))
    assert [warning["code"] for warning in answer["warnings"]] == ["cumulative-numbers-fall"]


async def test_stale_and_missing_etags_change_nothing(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.registered("headcounts", home.headcount(intervention))
    one, body = f"{URL}/{first['id']}", home.headcount(intervention, women=6)
    assert (await home.caller.put(one, json=body)).status_code == 428
    assert (await home.caller.put(one, json=body, headers={"If-Match": '"7"'})).status_code == 412
    assert (await home.caller.get(one)).json()["women"] == 5


async def test_a_key_is_for_one_request(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    first = await home.caller.register(URL, home.headcount(intervention), key="k1")
    again = await home.caller.register(URL, home.headcount(intervention), key="k1")
    other = await home.caller.register(URL, home.headcount(intervention, women=6), key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
