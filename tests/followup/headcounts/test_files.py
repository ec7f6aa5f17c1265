"""A year's numbers in one file: rows see the rows before them, and a broken one costs no neighbour."""

from tests.followup.conftest import Office, emitted, told
from tests.followup.facts import AWAY
from tests.world import World

MONTHS = [f"2024-{month:02}" for month in range(1, 13)]


async def test_a_broken_row_in_a_year_leaves_the_other_months_standing(home: Office, followup: World) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    rows = [home.headcount(intervention, month) for month in MONTHS]
    rows[4]["women"] = -1
    rows[7]["federationId"] = str(AWAY)
    results = told(await home.send("headcounts", rows))

    refused = {4: ("rejected", "invalid"), 7: ("rejected", "not-your-federation")}
    assert results == [refused.get(row, ("accepted", None)) for row in range(12)]
    events = await emitted(followup, "followup.headcount-reported.v1")
    assert [event["period"] for event in events] == [each for row, each in enumerate(MONTHS) if row not in refused]


async def test_months_may_come_in_any_order_and_twice(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    rows = [home.headcount(intervention, month) for month in reversed(MONTHS)]
    assert told(await home.send("headcounts", rows)) == [("accepted", None)] * 12
    assert told(await home.send("headcounts", rows + rows[:1])) == [("unchanged", None)] * 13


async def test_a_row_is_judged_beside_the_rows_before_it(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    rows = [
        home.headcount(intervention, "2024-01"),
        home.headcount(intervention, "2024-01", externalId="another"),
        home.headcount(intervention, "2024-02", counting="attendance"),
        home.headcount(intervention, "2025-01", counting="attendance"),
        home.headcount(intervention, "2025-02"),
    ]
    assert told(await home.send("headcounts", rows)) == [
        ("accepted", None),
        ("rejected", "period-already-reported"),
        ("rejected", "counting-mixed"),
        ("accepted", None),
        ("rejected", "counting-mixed"),
    ]


async def test_a_file_may_correct_what_the_only_number_of_a_year_means(home: Office) -> None:
    intervention = (await home.registered("interventions", home.intervention()))["id"]
    rows = [home.headcount(intervention, meaning=meaning) for meaning in ("new", "cumulative")]
    assert told(await home.send("headcounts", rows)) == [("accepted", None), ("corrected", None)]


async def test_numbers_before_their_intervention_come_again_after_it(home: Office) -> None:
    known = await home.registered("interventions", home.intervention())
    await home.caller.delete(f"/followup/v1/interventions/{known['id']}", headers={"If-Match": '"1"'})
    rows = [home.headcount(known["id"])]
    assert told(await home.send("headcounts", rows)) == [("rejected", "intervention-unknown")]

    await home.registered("interventions", home.intervention())
    assert told(await home.send("headcounts", rows)) == [("accepted", None)]
