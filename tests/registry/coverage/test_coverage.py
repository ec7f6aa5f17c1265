"""Coverage on a day, as known at a moment."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.registry.stories import Registry


async def test_before_the_day_of_the_list_nobody_knows(imported: Registry) -> None:
    coverage = await imported.get("coverage", asOf="2023-12-31")
    assert (coverage["federations"], coverage["municipalitiesIn"], coverage["municipalitiesOut"]) == (0, 0, 0)
    assert coverage["notKnown"] == {"federations": 69, "municipalities": 290}
    assert coverage["completeSince"] == "2024-12-31"


async def test_the_supplements_give_2023_its_72_federations(supplemented: Registry) -> None:
    coverage = await supplemented.get("coverage", asOf="2023-12-31")
    assert (coverage["federations"], coverage["municipalitiesIn"], coverage["municipalitiesOut"]) == (72, 274, 16)
    assert coverage["notKnown"] == {"federations": 0, "municipalities": 0}
    after = await supplemented.get("coverage", asOf="2024-12-31")
    assert (after["federations"], after["municipalitiesIn"], after["municipalitiesOut"]) == (69, 274, 16)


async def test_changes_of_which_only_the_year_is_known_are_listed_in_that_year(supplemented: Registry) -> None:
    during = await supplemented.get("coverage", asOf="2024-06-30")
    assert [(each["kind"], each["effectiveDate"]) for each in during["daysNotKnown"]] == [
        ("merger", "2024-01-01"),
        ("renaming", "2024-01-01"),
    ]
    assert (await supplemented.get("coverage", asOf="2023-12-31"))["daysNotKnown"] == []


async def test_what_was_known_before_the_supplements_can_be_asked_for(imported: Registry) -> None:
    then = datetime.now(UTC).isoformat()
    await imported.supplement()
    assert (await imported.get("coverage", asOf="2023-12-31"))["federations"] == 72
    before = await imported.get("coverage", asOf="2023-12-31", knownAt=then)
    assert (before["federations"], before["notKnown"]) == (0, {"federations": 69, "municipalities": 290})
    assert before["completeSince"] == "2024-12-31"


async def test_before_anything_was_recorded_nothing_was_known(imported: Registry) -> None:
    nothing = await imported.get("coverage", asOf="2024-12-31", knownAt="2020-01-01T00:00:00Z")
    assert (nothing["federations"], nothing["notKnown"]["municipalities"]) == (0, 290)


async def test_days_and_moments_are_read_exactly(registry: Registry) -> None:
    for query in ({"asOf": "2024-13-01"}, {"asOf": "igår"}, {"knownAt": "2024-01-01T00:00:00"}):
        response = await registry.anybody.get("/registry/v1/coverage", params=query)
        assert response.status_code == 400
