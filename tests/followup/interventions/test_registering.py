"""A federation registers its interventions, one by one, and gets a clear answer to each."""

from datetime import date
from typing import Any

import pytest

from tests.followup.conftest import Office, Tell, dissolved, emitted, formed
from tests.followup.facts import HOME
from tests.world import World

URL = "/followup/v1/interventions"
LAST_DAY = date(2023, 12, 31)


async def test_an_intervention_is_registered_and_told(home: Office, followup: World) -> None:
    response = await home.caller.register(URL, home.intervention(name="  Klara vägen "))
    answer = response.json()

    assert response.status_code == 201
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Location"].endswith(f"{URL}/{answer['id']}")
    assert (answer["version"], answer["void"], answer["name"], answer["end"]) == (1, False, "Klara vägen", None)
    assert (answer["registrationMethod"], answer["provenance"]) == ("headcount", "registered")

    read = await home.caller.get(f"{URL}/{answer['id']}")
    assert (read.status_code, read.headers["ETag"]) == (200, '"1"')
    assert read.json() == answer

    [event] = await emitted(followup, "followup.intervention-registered.v1")
    assert (event["interventionId"], event["version"], event["focus"]) == (answer["id"], 1, "arbetslivsinriktad-insats")


async def test_the_same_again_is_unchanged_and_other_content_is_refused(home: Office, followup: World) -> None:
    first = await home.registered("interventions", home.intervention())

    again = await home.caller.register(URL, home.intervention())
    assert (again.status_code, again.json()["version"]) == (200, 1)
    other = await home.caller.register(URL, home.intervention(name="Annat namn"))
    assert (other.status_code, other.json()["code"]) == (409, "external-id-has-other-content")
    assert (await home.caller.get(f"{URL}/{first['id']}")).json()["name"] == "Klara vägen"
    assert len(await emitted(followup, "followup.intervention-registered.v1")) == 1


async def test_a_key_gives_the_first_answer_again_and_no_other_request(home: Office) -> None:
    first = await home.caller.register(URL, home.intervention(), key="k1")
    again = await home.caller.register(URL, home.intervention(), key="k1")
    other = await home.caller.register(URL, home.intervention("i2"), key="k1")
    missing = await home.caller.post(URL, json=home.intervention("i2"))

    assert (again.status_code, again.json(), again.headers["ETag"]) == (201, first.json(), first.headers["ETag"])
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency-key-missing")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"focus": "behovsanalys"}, "focus-does-not-fit"),
        ({"start": "2009-12-31"}, "before-federation"),
        ({"end": "2023-03-14"}, "ends-before-start"),
        ({"targetGroups": []}, "target-group-missing"),
        ({"targetGroups": ["unga", "ingen-specifik-malgrupp"]}, "no-specific-group-stands-alone"),
        ({"registrationMethod": "none"}, "participants-are-counted"),
        (
            {"orientation": "structural", "focus": "behovsanalys", "targetGroups": ["unga"]},
            "target-groups-not-for-structural",
        ),
    ],
)
async def test_what_cannot_be_is_refused_with_its_name(home: Office, changes: dict[str, Any], code: str) -> None:
    response = await home.caller.register(URL, home.intervention(**changes))
    assert (response.status_code, response.json()["code"]) == (409, code)
    assert response.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"focus": "yoga"}, "/focus"),
        ({"targetGroups": ["alla"]}, "/targetGroups/0"),
        ({"externalId": "a/b"}, "/externalId"),
        ({"externalId": "x" * 65}, "/externalId"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 301}, "/name"),
        ({"start": "2024-02-30"}, "/start"),
        ({"start": "1899-01-01"}, "/start"),
        ({"end": "9999-12-31"}, "/end"),
        ({"esfFinanced": "ja"}, "/esfFinanced"),
        ({"recordedAt": "2020-01-01T00:00:00Z"}, "/recordedAt"),
    ],
)
async def test_what_is_not_well_formed_is_pointed_at_and_never_repeated(
    home: Office, changes: dict[str, Any], pointer: str
) -> None:
    response = await home.caller.register(URL, home.intervention(**changes))
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert "yoga" not in response.text


async def test_every_specific_target_group_at_once_is_accepted_with_a_warning(home: Office) -> None:
    lists = (await home.caller.get("/followup/v1/code-lists")).json()["items"]
    [groups] = [each["codes"] for each in lists if each["name"] == "targetGroups"]
    specific = [group["code"] for group in groups if group["code"] != "ingen-specifik-malgrupp"]
    answer = await home.registered("interventions", home.intervention(targetGroups=specific))
    assert [warning["code"] for warning in answer["warnings"]] == ["all-target-groups"]


async def test_a_federation_that_is_not_known_yet_is_asked_to_come_back(followup: World, tell: Tell) -> None:
    office = Office(followup.federation(HOME), HOME)
    early = await office.caller.register(URL, office.intervention(), key="k1")
    assert (early.status_code, early.json()["code"]) == (409, "federation-not-yet-known")
    assert int(early.headers["Retry-After"]) > 0

    await tell(formed(HOME))
    assert (await office.caller.register(URL, office.intervention(), key="k1")).status_code == 201


async def test_a_start_that_is_only_attested_bars_nothing(followup: World, tell: Tell) -> None:
    await tell(formed(HOME, since_known=False))
    office = Office(followup.federation(HOME), HOME)
    await office.registered("interventions", office.intervention(start="2005-01-01"))


async def test_a_dissolved_federation_registers_late_what_was_and_nothing_that_runs_on(
    home: Office, tell: Tell
) -> None:
    await tell(dissolved(HOME, LAST_DAY))
    refused = await home.caller.register(URL, home.intervention())
    assert (refused.status_code, refused.json()["code"]) == (409, "federation-dissolved")
    assert refused.json()["until"] == "2023-12-31"
    await home.registered("interventions", home.intervention(end="2023-12-31"))


async def test_what_was_accepted_stays_unchanged_though_the_rules_would_refuse_it_now(home: Office, tell: Tell) -> None:
    await home.registered("interventions", home.intervention())
    await tell(dissolved(HOME, LAST_DAY))
    again = await home.caller.register(URL, home.intervention())
    assert (again.status_code, again.json()["version"]) == (200, 1)


async def test_a_federation_registers_for_itself_alone(home: Office, away: Office, followup: World) -> None:
    foreign = await away.caller.register(URL, home.intervention())
    assert (foreign.status_code, foreign.json()["code"]) == (403, "not-your-federation")
    nobody = await followup.anybody.register(URL, home.intervention())
    assert nobody.status_code == 401
    reader = await followup.caller("reader").register(URL, home.intervention())
    assert (reader.status_code, reader.json()["code"]) == (403, "forbidden")
