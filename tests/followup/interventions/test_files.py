"""Whole files: every row gets its own answer, a broken one costs no neighbour, and a file may be sent again."""

from uuid import uuid4

from tests.followup.conftest import Office, told
from tests.followup.facts import AWAY
from tests.world import World

URL = "/followup/v1/interventions"


async def test_a_broken_and_a_foreign_row_leave_their_neighbours_standing(home: Office) -> None:
    rows = [
        home.intervention("i1"),
        '{"externalId": "i2", ',
        home.intervention("i3") | {"federationId": str(AWAY)},
        home.intervention("i4", focus="yoga"),
        home.intervention("i5", focus="behovsanalys"),
        home.structural("i6"),
    ]
    response = await home.send("interventions", rows)
    assert response.status_code == 201
    assert told(response) == [
        ("accepted", None),
        ("rejected", "invalid"),
        ("rejected", "not-your-federation"),
        ("rejected", "invalid"),
        ("rejected", "focus-does-not-fit"),
        ("accepted", None),
    ]
    listed = (await home.caller.get(URL, params={"federationId": str(home.federation_id)})).json()["items"]
    assert [each["externalId"] for each in listed] == ["i1", "i6"]


async def test_the_same_file_again_changes_nothing_and_other_content_corrects(home: Office) -> None:
    rows = [home.intervention("i1"), home.intervention("i2")]
    assert told(await home.send("interventions", rows)) == [("accepted", None)] * 2
    assert told(await home.send("interventions", rows)) == [("unchanged", None)] * 2
    changed = [home.intervention("i1", end="2024-12-31"), home.intervention("i2")]
    assert told(await home.send("interventions", changed)) == [("corrected", None), ("unchanged", None)]
    stale = [home.intervention("i1", end="2025-12-31") | {"ifVersion": 1}]
    assert told(await home.send("interventions", stale)) == [("rejected", "if-version-stale")]


async def test_a_later_row_sees_an_earlier_one(home: Office) -> None:
    rows = [home.intervention(), home.intervention(name="Rättat"), home.intervention(name="Rättat")]
    assert told(await home.send("interventions", rows)) == [
        ("accepted", None),
        ("corrected", None),
        ("unchanged", None),
    ]
    listed = (await home.caller.get(URL, params={"federationId": str(home.federation_id)})).json()["items"]
    assert [(each["version"], each["name"]) for each in listed] == [(2, "Rättat")]


async def test_a_trial_run_tells_all_and_keeps_nothing(home: Office) -> None:
    response = await home.send(
        "interventions", [home.intervention(), home.intervention("i2", focus="behovsanalys")], dryRun=True
    )
    assert told(response) == [("accepted", None), ("rejected", "focus-does-not-fit")]
    listed = await home.caller.get(URL, params={"federationId": str(home.federation_id)})
    assert listed.json()["items"] == []


async def test_a_csv_file_says_the_same(home: Office) -> None:
    text = (
        "externalId,federationId,name,orientation,focus,targetGroups,start\n"
        f"i1,{home.federation_id},Klara vägen,individual,forberedande-insats,unga|langtidssjukskrivna,2023-03-15\n"
        f"i2,{home.federation_id},Forum,structural,utveckla-samverkan,,2023-03-15\n"
    )
    headers = {"Idempotency-Key": uuid4().hex, "Content-Type": "text/csv"}
    response = await home.caller.post(f"{URL}/submissions", content=text.encode(), headers=headers)
    assert told(response) == [("accepted", None)] * 2


async def test_the_list_is_paged_by_external_id(home: Office) -> None:
    rows = [home.intervention(f"i{number:02}") for number in range(25)]
    await home.send("interventions", rows)
    page = (await home.caller.get(URL, params={"federationId": str(home.federation_id), "limit": 10})).json()
    found = page["items"]
    while page["links"]["next"]:
        page = (await home.caller.get(page["links"]["next"]["href"])).json()
        found += page["items"]
    assert [each["externalId"] for each in found] == [f"i{number:02}" for number in range(25)]


async def test_the_steward_reads_every_federations_list(home: Office, followup: World) -> None:
    await home.send("interventions", [home.intervention()])
    listed = await followup.steward.get(URL, params={"federationId": str(home.federation_id)})
    assert len(listed.json()["items"]) == 1
