"""A registration and the end of its federation at the same moment: it is refused or flagged, never missed."""

import asyncio

from tests.followup.conftest import Office, Tell, dissolved, emitted, formed
from tests.followup.facts import HOME
from tests.followup.federations.test_hearing import LAST_DAY
from tests.world import World

URL = "/followup/v1/interventions"


async def test_nothing_slips_between_a_registration_and_the_end_of_its_federation(followup: World, tell: Tell) -> None:
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
