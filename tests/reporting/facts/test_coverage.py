"""Federations and municipalities, as of a day and as known at a moment."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationsMerged,
    MemberWithdrew,
)
from finsam_contracts.values import Party
from finsam_reporting.facts.national import NationalFacts
from tests.reporting.telling import BEGINNING, HOME, Told, formed, id_of, joined

AWAY = id_of("borta")


def of_year(rows: Any, year: int) -> dict[str, Any]:
    return next((row for row in rows if row["year"] == year), {})


def federations(facts: NationalFacts, year: int = 2024) -> tuple[int, int, int]:
    row = of_year(facts.federations, year)
    return row["federations"], row["formed"], row["ended"]


def municipalities(facts: NationalFacts, year: int = 2024) -> tuple[int, int]:
    row = of_year(facts.municipalities, year)
    return row.get("municipalities", 0), row.get("joined", 0)


def attested(day: date, *codes: str, federation_id: UUID = HOME, known: bool = False) -> FederationAttested:
    return FederationAttested(
        federation_id=federation_id,
        municipality_codes=list(codes),
        since=day,
        since_known=known,
        source="report",
        recorded_at=BEGINNING,
    )


def withdrew(code: str, until: date) -> MemberWithdrew:
    return MemberWithdrew(federation_id=HOME, party=Party.MUNICIPALITY, code=code, until=until, recorded_at=BEGINNING)


def merged(survivor: UUID, *predecessors: UUID, day: date) -> FederationsMerged:
    return FederationsMerged(
        survivor_id=survivor, predecessor_ids=list(predecessors), effective_date=day, recorded_at=BEGINNING
    )


def dissolved(federation_id: UUID, until: date) -> FederationDissolved:
    return FederationDissolved(federation_id=federation_id, until=until, recorded_at=BEGINNING)


@pytest.mark.parametrize(
    ("since", "until", "counted"),
    [
        (date(2024, 12, 31), None, True),
        (date(2025, 1, 1), None, False),
        (date(2010, 1, 1), date(2024, 12, 31), True),
        (date(2010, 1, 1), date(2024, 12, 30), False),
    ],
)
async def test_a_federation_counts_when_it_is_there_on_the_last_day(
    told: Told, since: date, until: date | None, counted: bool
) -> None:
    await told(formed(since=since), joined("1281", since=since))
    if until is not None:
        await told(dissolved(HOME, until))
    facts = await told.facts()
    assert federations(facts)[0] == counted
    assert municipalities(facts)[0] == counted
    assert len(facts.members) == counted


async def test_what_was_known_before_stays_known_as_it_was(told: Told) -> None:
    then = await told(formed(), joined("1281"))
    await told(dissolved(HOME, date(2020, 12, 31)), joined("1280"))
    assert federations(await told.facts(known_at=then))[0] == 1
    assert municipalities(await told.facts(known_at=then))[0] == 1
    assert federations(await told.facts())[0] == 0


async def test_of_two_words_about_one_day_the_later_holds(told: Told) -> None:
    await told(formed(), dissolved(HOME, date(2023, 12, 31)))
    assert federations(await told.facts())[0] == 0
    await told(dissolved(HOME, date(2025, 6, 30)))
    assert federations(await told.facts())[0] == 1


async def test_a_membership_told_again_is_one_membership_with_its_later_start(told: Told) -> None:
    await told(formed(), joined("1281", since=date(2024, 12, 31), since_known=False))
    assert municipalities(await told.facts(2023), 2023)[0] == 0
    await told(joined("1281", since=date(2012, 1, 1)))
    facts = await told.facts()
    assert municipalities(facts) == (1, 0)
    assert len(facts.members) == 1


async def test_a_municipality_that_left_and_came_back_was_outside_in_between(told: Told) -> None:
    await told(formed(), joined("1281"), withdrew("1281", date(2020, 12, 31)), joined("1281", since=date(2023, 5, 1)))
    facts = await told.facts()
    counts = {row["year"]: (row["municipalities"], row["joined"]) for row in facts.municipalities}
    assert counts[2020] == (1, 0)
    assert 2021 not in counts
    assert counts[2023] == (1, 1)
    assert counts[2024] == (1, 0)


async def test_a_region_that_leaves_takes_no_municipality_with_it(told: Told) -> None:
    leaving = MemberWithdrew(
        federation_id=HOME, party=Party.REGION, code="12", until=date(2024, 1, 1), recorded_at=BEGINNING
    )
    await told(formed(), joined("1281"), leaving)
    assert municipalities(await told.facts())[0] == 1


async def test_the_members_of_a_federation_that_ended_are_outside(told: Told) -> None:
    await told(formed(), joined("1281"), dissolved(HOME, date(2024, 6, 30)))
    facts = await told.facts()
    assert of_year(facts.municipalities, 2023)["municipalities"] == 1
    assert municipalities(facts)[0] == 0


async def test_a_merger_ends_the_predecessor_and_forms_nobody(told: Told) -> None:
    await told(
        formed(),
        formed(AWAY, name="Borta"),
        joined("1281"),
        joined("1284", AWAY),
        merged(HOME, AWAY, day=date(2024, 1, 1)),
        joined("1284", since=date(2024, 1, 1)),
    )
    facts = await told.facts()
    assert federations(facts, 2023) == (2, 0, 0)
    assert federations(facts, 2024) == (1, 0, 1)
    assert municipalities(facts, 2024) == (2, 0)
    assert [row["predecessor_id"] for row in facts.mergers] == [AWAY]


async def test_a_new_federation_that_others_merged_into_is_not_formed(told: Told) -> None:
    day = date(2024, 1, 1)
    await told(formed(AWAY), formed(HOME, since=day), merged(HOME, AWAY, day=day))
    assert federations(await told.facts()) == (1, 0, 1)


async def test_a_new_federation_is_formed(told: Told) -> None:
    await told(formed(), formed(AWAY, since=date(2024, 3, 1)))
    assert federations(await told.facts()) == (2, 1, 0)


async def test_a_year_before_the_first_attestation_is_unsure(told: Told) -> None:
    await told(formed(since=date(2024, 12, 31), since_known=False), formed(AWAY))
    facts = await told.facts()
    assert of_year(facts.federations, 2023)["unsure"] == 1
    assert of_year(facts.federations, 2024)["unsure"] == 0
    await told(attested(date(2023, 12, 31), "1281"))
    facts = await told.facts()
    assert federations(facts, 2023)[0] == 2
    assert of_year(facts.federations, 2023)["unsure"] == 0
    assert of_year(facts.federations, 2022)["unsure"] == 1
    assert of_year(facts.municipalities, 2023)["municipalities"] == 1


async def test_a_municipality_in_two_federations_counts_once_and_is_seen(told: Told) -> None:
    await told(formed(), formed(AWAY), joined("0180"), joined("0180", AWAY))
    row = of_year((await told.facts()).municipalities, 2024)
    assert (row["municipalities"], row["twice"]) == (1, 1)
