"""What the rules say of registered facts."""

from datetime import date
from typing import Any

import pytest

from finsam_contracts.registry import FederationDissolved
from finsam_contracts.values import Focus
from finsam_reporting.national.report import national_report
from tests.reporting.telling import (
    BEGINNING,
    Told,
    budget,
    formed,
    headcount,
    id_of,
    intervention,
    joined,
    people,
)

STRUCTURAL: dict[str, Any] = {"focus": Focus.DEVELOP_COLLABORATION}


async def found(told: Told, year: int = 2022) -> list[tuple[str, str]]:
    """Findings about the facts alone: no document was printed for the year."""
    report = national_report(await told.facts(year), told.now)
    return [(each.code, each.text.en) for each in report.findings]


@pytest.mark.parametrize(("participants", "pointed_out"), [((25, 19, 19, 19, 18), True), ((24, 19, 19, 19, 19), False)])
async def test_one_intervention_with_a_quarter_of_all_participants_is_pointed_out(
    told: Told, participants: tuple[int, ...], pointed_out: bool
) -> None:
    await told(formed())
    for place, number in enumerate(participants):
        await told(
            intervention(f"i{place}", **STRUCTURAL, start=date(2020, 1, 1)),
            headcount("2022-01", name=f"i{place}", numbers=people(unknown=number)),
        )
    codes = [code for code, _ in await found(told)]
    assert ("one-intervention-decides" in codes) == pointed_out


async def test_it_is_pointed_out_without_its_number_or_name(told: Told) -> None:
    await told(
        formed(),
        intervention("Webbsidan", **STRUCTURAL),
        intervention("forum", **STRUCTURAL),
        headcount("2023-05", name="Webbsidan", numbers=people(unknown=31_903)),
        headcount("2023-05", name="forum", numbers=people(unknown=32_397)),
    )
    report = national_report(await told.facts(2024), told.now)
    text = report.model_dump_json()
    assert "har 50\u00a0% av alla deltagare" in text
    assert "31903" not in text
    assert "31\u00a0903" not in text
    assert "Webbsidan" not in text


async def test_orphans_and_what_outlived_its_federation_are_told(told: Told) -> None:
    gone = id_of("gone")
    early: dict[str, Any] = {"start": date(2020, 1, 1)}
    await told(
        formed(gone),
        FederationDissolved(federation_id=gone, until=date(2021, 1, 1), recorded_at=BEGINNING),
        intervention("i1", **early),
        intervention("i2", federation_id=gone, **early),
        headcount("2022-01"),
        budget("unheard-of", year=2022),
    )
    assert [code for code, _ in await found(told)] == [
        "nobody-registered",
        "orphan-interventions",
        "orphan-headcounts",
        "orphan-budgets",
        "orphan-outlived",
    ]


async def test_a_municipality_in_two_federations_is_told(told: Told) -> None:
    other = id_of("other")
    await told(formed(), formed(other), joined("0180"), joined("0180", other))
    assert "in-two-federations" in dict(await found(told))
