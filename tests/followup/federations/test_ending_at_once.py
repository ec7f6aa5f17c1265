"""A registration and the end of its federation at the same moment: it is refused or flagged, never missed."""

import asyncio

from finsam_common.auth import Principal, allow
from finsam_common.writes import Entry
from finsam_followup.interventions.handlers import RegisterIntervention
from tests.followup.conftest import Office, Tell, dissolved, emitted, formed
from tests.followup.facts import HOME, individual
from tests.followup.federations.test_hearing import LAST_DAY
from tests.world import World

URL = "/followup/v1/interventions"


async def test_the_end_waits_for_a_registration_that_did_not_see_it(followup: World, tell: Tell) -> None:
    await tell(formed(HOME))
    office = Principal("office", "home", "federation", frozenset({"followup:write"}), frozenset({HOME}))
    entry = Entry(RegisterIntervention(individual()), office, allow("followup:write", own="federationId"))
    runtime = followup.runtime("followup")

    async with runtime.database.write() as uow:
        await runtime.writer.process([entry], uow)
        ending = asyncio.ensure_future(tell(dissolved(HOME, LAST_DAY)))
        await asyncio.wait([ending], timeout=0.5)
    await ending

    [registered] = await emitted(followup, "followup.intervention-registered.v1")
    [flagged] = await emitted(followup, "followup.intervention-flagged.v1")
    assert flagged["interventionId"] == registered["interventionId"]


async def test_of_many_registrations_none_is_missed(followup: World, tell: Tell) -> None:
    await tell(formed(HOME))
    office = Office(followup.federation(HOME), HOME)
    ending = asyncio.ensure_future(tell(dissolved(HOME, LAST_DAY)))
    posts = (office.caller.register(URL, office.intervention(f"i{nth}")) for nth in range(30))
    answers = await asyncio.gather(*posts)
    await ending

    accepted = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    refused = {answer.json()["code"] for answer in answers if answer.status_code != 201}
    flagged = {event["interventionId"] for event in await emitted(followup, "followup.intervention-flagged.v1")}
    assert flagged == accepted
    assert refused <= {"federation-dissolved"}
