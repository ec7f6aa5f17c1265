"""Several posts at the same moment: what they must not do together, one of them does."""

import asyncio

from tests.followup.conftest import Office
from tests.world import World

URL = "/followup/v1/headcounts"


async def test_one_of_many_reports_of_a_month_stands(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    posts = (home.caller.register(URL, home.headcount(intervention, externalId=f"h{nth}")) for nth in range(10))
    answers = await asyncio.gather(*posts)
    codes = [answer.json().get("code") for answer in answers]
    assert sorted(codes, key=str) == [None] + ["period-already-reported"] * 9


async def test_the_first_number_of_a_year_says_what_is_counted(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    bodies = [
        home.headcount(intervention, f"2024-{month:02}", counting=("unique", "attendance")[month % 2])
        for month in range(1, 13)
    ]
    answers = await asyncio.gather(*(home.caller.register(URL, body) for body in bodies))
    accepted = [answer.json()["counting"] for answer in answers if answer.status_code == 201]
    refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
    assert len(set(accepted)) == 1
    assert refused == ["counting-mixed"] * 6


async def test_an_intervention_taken_back_and_reported_about_at_once_has_one_order(
    home: Office, followup: World
) -> None:
    first = await home.registered("interventions", home.intervention())
    voided, *answers = await asyncio.gather(
        home.caller.delete(f"/followup/v1/interventions/{first['id']}", headers={"If-Match": '"1"'}),
        *(home.caller.register(URL, home.headcount(first["id"], f"2024-{month:02}")) for month in range(1, 13)),
    )
    refused = {answer.json()["code"] for answer in answers if answer.status_code != 201}
    assert voided.status_code == 200
    assert refused <= {"intervention-unknown"}
    assert (await told_types(followup))[-1] == "followup.intervention-voided.v1"


async def told_types(world: World) -> list[str]:
    """The types of all events, in the order in which they were told."""
    database = world.runtime("followup").database
    outbox = database.metadata.tables["outbox"]
    async with database.read() as read:
        return [row["type"] for row in await read.all(outbox.select().order_by(outbox.c.seq))]
