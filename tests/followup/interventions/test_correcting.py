"""What was registered is corrected and taken back, and nothing of its history is lost."""

from typing import Any

import pytest

from tests.followup.conftest import Office, emitted
from tests.world import World

URL = "/followup/v1/interventions"


async def test_a_correction_supersedes_and_keeps_its_history(home: Office, followup: World) -> None:
    first = await home.registered("interventions", home.intervention())
    one = f"{URL}/{first['id']}"

    corrected = await home.caller.put(one, json=home.intervention(end="2024-06-30"), headers={"If-Match": '"1"'})
    assert (corrected.status_code, corrected.headers["ETag"], corrected.json()["end"]) == (200, '"2"', "2024-06-30")

    versions = (await home.caller.get(f"{one}/versions")).json()["items"]
    assert [(each["version"], each["end"]) for each in versions] == [(2, "2024-06-30"), (1, None)]
    then = await home.caller.get(one, params={"knownAt": first["recordedAt"]})
    assert (then.json()["version"], then.headers["ETag"]) == (1, '"1"')
    before = await home.caller.get(one, params={"knownAt": "2020-01-01T00:00:00Z"})
    assert before.status_code == 404

    [event] = await emitted(followup, "followup.intervention-changed.v1")
    assert (event["version"], event["end"]) == (2, "2024-06-30")


async def test_the_history_is_paged(home: Office) -> None:
    first = await home.registered("interventions", home.intervention())
    for version in (1, 2):
        body = home.intervention(name=f"Namn {version}")
        await home.caller.put(f"{URL}/{first['id']}", json=body, headers={"If-Match": f'"{version}"'})

    newest = (await home.caller.get(f"{URL}/{first['id']}/versions", params={"limit": 2})).json()
    oldest = (await home.caller.get(newest["links"]["next"]["href"])).json()
    assert [each["version"] for each in newest["items"] + oldest["items"]] == [3, 2, 1]
    assert oldest["links"]["next"] is None


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "precondition-required"),
        ({"If-Match": '"2"'}, 412, "precondition-failed"),
        ({"If-Match": '"0"'}, 412, "precondition-failed"),
        ({"If-Match": "*"}, 400, "bad-request"),
    ],
)
async def test_an_update_names_the_version_that_it_builds_on(
    home: Office, headers: dict[str, str], status: int, code: str
) -> None:
    first = await home.registered("interventions", home.intervention())
    put = await home.caller.put(f"{URL}/{first['id']}", json=home.intervention(name="Nytt"), headers=headers)
    delete = await home.caller.delete(f"{URL}/{first['id']}", headers=headers)
    assert (put.status_code, put.json()["code"]) == (status, code)
    assert (delete.status_code, delete.json()["code"]) == (status, code)


async def test_the_second_of_two_equal_etags_is_stale(home: Office) -> None:
    first = await home.registered("interventions", home.intervention())
    answers = [
        await home.caller.put(f"{URL}/{first['id']}", json=home.intervention(name=name), headers={"If-Match": '"1"'})
        for name in ("Ett", "Två")
    ]
    assert [answer.status_code for answer in answers] == [200, 412]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"externalId": "i2"}, "/externalId"),
        ({"esfFinanced": True}, "/esfFinanced"),
        (
            {"orientation": "structural", "focus": "behovsanalys", "targetGroups": []},
            "/orientation",
        ),
    ],
)
async def test_what_never_changes_is_refused(home: Office, changes: dict[str, Any], pointer: str) -> None:
    first = await home.registered("interventions", home.intervention())
    response = await home.caller.put(
        f"{URL}/{first['id']}", json=home.intervention(**changes), headers={"If-Match": '"1"'}
    )
    assert (response.status_code, response.json()["code"]) == (409, "key-field-changed")
    assert response.json()["pointer"] == pointer


async def test_a_structural_intervention_keeps_its_registration_method(home: Office) -> None:
    first = await home.registered("interventions", home.structural())
    body = home.structural(registrationMethod="none")
    response = await home.caller.put(f"{URL}/{first['id']}", json=body, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["pointer"]) == (409, "/registrationMethod")


async def test_a_correction_is_judged_as_a_registration_is(home: Office) -> None:
    first = await home.registered("interventions", home.intervention())
    body = home.intervention(focus="behovsanalys")
    response = await home.caller.put(f"{URL}/{first['id']}", json=body, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["code"]) == (409, "focus-does-not-fit")


async def test_what_was_taken_back_stays_in_the_history_and_may_come_anew(home: Office, followup: World) -> None:
    first = await home.registered("interventions", home.intervention())
    one = f"{URL}/{first['id']}"
    voided = await home.caller.delete(one, headers={"If-Match": '"1"'})
    assert (voided.status_code, voided.json()["void"], voided.headers["ETag"]) == (200, True, '"2"')

    assert (await home.caller.get(one)).json()["void"] is True
    listed = await home.caller.get(URL, params={"federationId": str(home.federation_id)})
    assert listed.json()["items"] == []
    assert (await home.caller.delete(one, headers={"If-Match": '"2"'})).status_code == 404
    assert len(await emitted(followup, "followup.intervention-voided.v1")) == 1

    anew = await home.registered("interventions", home.structural("i1"))
    assert (anew["id"], anew["version"], anew["orientation"]) == (first["id"], 3, "structural")


async def test_anothers_intervention_is_unknown(home: Office, away: Office) -> None:
    first = await home.registered("interventions", home.intervention())
    one = f"{URL}/{first['id']}"
    assert (await away.caller.get(one)).status_code == 404
    assert (await away.caller.get(f"{one}/versions")).status_code == 404
    assert (await away.caller.get(f"{one}/flags")).status_code == 404
    assert (await away.caller.delete(one, headers={"If-Match": '"1"'})).status_code == 404
    put = await away.caller.put(one, json=away.intervention(), headers={"If-Match": '"1"'})
    assert put.status_code == 404
    listed = await away.caller.get(URL, params={"federationId": str(home.federation_id)})
    assert (listed.status_code, listed.json()["code"]) == (403, "not-your-federation")
