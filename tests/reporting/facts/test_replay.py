"""Facts are made of events alone: made again from the log, they are the same."""

from finsam_common.events.replay import rebuild
from finsam_contracts.values import Focus
from finsam_reporting.facts.projections import SETS
from tests.reporting.telling import budget, changed, formed, headcount, intervention, joined, people, publish, voided
from tests.world import World


async def test_facts_made_again_by_replay_are_those_that_were_heard(world: World) -> None:
    await publish(
        world,
        formed(),
        joined("1281"),
        joined("1281"),
        intervention(),
        intervention("i2"),
        headcount(),
        budget(),
        changed(focus=Focus.PREVENTIVE),
        headcount(version=2, numbers=people(8, 4)),
        voided("i2"),
    )
    runtime = world.runtime("reporting")
    compared = [
        each for projections in SETS for each in await rebuild(runtime.database, runtime.transport, projections)
    ]
    assert {each.table for each in compared} == {table.name for each in SETS for table in each.tables}
    assert all(each.equal for each in compared)
