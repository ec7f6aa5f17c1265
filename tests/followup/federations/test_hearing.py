"""What the registry tells of federations, and what follow-up does with it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from finsam_contracts.registry import FederationAttested, FederationRenamed, MemberWithdrew, MunicipalityJoined
from finsam_contracts.values import Party
from tests.followup.conftest import Office, Tell, dissolved, emitted, formed
from tests.followup.facts import AWAY, HOME
from tests.world import World

URL = "/followup/v1/federations"
NOW = datetime(2025, 1, 1, tzinfo=UTC)
LAST_DAY = date(2023, 12, 31)


def joined(code: str, since: date, since_known: bool = True) -> MunicipalityJoined:
    return MunicipalityJoined(
        federation_id=HOME, municipality_code=code, since=since, since_known=since_known, recorded_at=NOW
    )


def withdrew(party: Party, code: str, until: date) -> MemberWithdrew:
    return MemberWithdrew(federation_id=HOME, party=party, code=code, until=until, recorded_at=NOW)


async def read(office: Office, federation_id: UUID = HOME, **query: str) -> dict[str, Any]:
    response = await office.caller.get(f"{URL}/{federation_id}", params=query)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_federation_has_the_municipalities_of_the_day(home: Office, tell: Tell) -> None:
    await tell(
        joined("1281", date(2010, 1, 1)),
        joined("1284", date(2015, 1, 1)),
        withdrew(Party.MUNICIPALITY, "1281", date(2020, 6, 30)),
        withdrew(Party.REGION, "12", date(2020, 6, 30)),
    )
    assert (await read(home, asOf="2012-01-01"))["municipalityCodes"] == ["1281"]
    assert (await read(home, asOf="2020-06-30"))["municipalityCodes"] == ["1281", "1284"]
    assert (await read(home, asOf="2020-07-01"))["municipalityCodes"] == ["1284"]


async def test_a_source_can_show_that_it_was_there_before(followup: World, tell: Tell) -> None:
    office = Office(followup.federation(HOME), HOME)
    await tell(formed(HOME, since_known=False), joined("1281", date(2010, 1, 1), since_known=False))
    earlier = FederationAttested(
        federation_id=HOME, municipality_codes=["1281"], since=date(2008, 1, 1), source="annual report", recorded_at=NOW
    )
    await tell(earlier)
    found = await read(office, asOf="2008-01-01")
    assert (found["since"], found["sinceKnown"], found["municipalityCodes"]) == ("2008-01-01", False, ["1281"])


async def test_a_new_name_is_shown_and_a_successor_named(home: Office, tell: Tell) -> None:
    renamed = FederationRenamed(
        federation_id=HOME,
        name="Finsam Söder",
        previous_name="Finsam Hemma",
        effective_date=date(2023, 1, 1),
        recorded_at=NOW,
    )
    await tell(renamed, joined("1281", date(2010, 1, 1)), dissolved(HOME, LAST_DAY, AWAY))
    found = await read(home, asOf="2023-12-31")
    assert (found["name"], found["until"], found["successorId"]) == ("Finsam Söder", "2023-12-31", str(AWAY))
    assert found["municipalityCodes"] == ["1281"]
    assert (await read(home, asOf="2024-01-01"))["municipalityCodes"] == []


async def test_federations_are_listed_by_name(home: Office) -> None:
    page = (await home.caller.get(URL, params={"limit": 1})).json()
    rest = (await home.caller.get(page["links"]["next"]["href"])).json()
    assert [each["name"] for each in page["items"] + rest["items"]] == ["Finsam Borta", "Finsam Hemma"]
    assert (await home.caller.get(f"{URL}/0f0f0f0f-0000-4000-8000-0000000000ff")).status_code == 404


async def test_what_runs_on_after_its_federation_is_flagged_and_kept(
    home: Office, away: Office, followup: World, tell: Tell
) -> None:
    open_ended = await home.registered("interventions", home.intervention("open"))
    too_long = await home.registered("interventions", home.intervention("long", end="2024-01-01"))
    await home.registered("interventions", home.intervention("in time", end="2023-12-31") | {"externalId": "in-time"})
    void = await home.registered("interventions", home.intervention("void"))
    await home.caller.delete(f"/followup/v1/interventions/{void['id']}", headers={"If-Match": '"1"'})
    await away.registered("interventions", away.intervention())

    await tell(dissolved(HOME, LAST_DAY, AWAY))

    events = await emitted(followup, "followup.intervention-flagged.v1")
    assert {event["interventionId"] for event in events} == {open_ended["id"], too_long["id"]}
    assert {(event["reason"], event["since"]) for event in events} == {("federation-dissolved", "2024-01-01")}

    one = f"/followup/v1/interventions/{open_ended['id']}"
    flags = (await home.caller.get(f"{one}/flags")).json()["items"]
    assert [(flag["reason"], flag["since"]) for flag in flags] == [("federation-dissolved", "2024-01-01")]
    kept = (await home.caller.get(one)).json()
    assert (kept["version"], kept["void"], kept["end"]) == (1, False, None)

    mended = await home.caller.put(one, json=home.intervention("open", end="2023-12-31"), headers={"If-Match": '"1"'})
    assert (mended.status_code, mended.json()["end"]) == (200, "2023-12-31")


async def test_a_federation_told_of_twice_is_the_same(home: Office, tell: Tell) -> None:
    intervention = await home.registered("interventions", home.intervention())
    await tell(formed(HOME), formed(AWAY, "Finsam Borta"))
    found = (await home.caller.get(URL)).json()["items"]
    assert [each["id"] for each in found] == [str(AWAY), str(HOME)]
    assert (await home.caller.get(f"/followup/v1/interventions/{intervention['id']}")).status_code == 200
