"""Interventions, participants and budgets, counted by year and focus as they were known."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Executable, RowMapping

from finsam_common.db import Read
from finsam_contracts.followup import BudgetVoided, HeadcountVoided
from finsam_contracts.registry import FederationDissolved
from finsam_contracts.values import Focus, Meaning, Provenance, RegistrationMethod, TargetGroup
from finsam_reporting.facts.national import NationalFacts
from tests.reporting.telling import (
    BEGINNING,
    HOME,
    Told,
    budget,
    changed,
    formed,
    headcount,
    id_of,
    intervention,
    people,
    voided,
)

SPECIFIC = [group for group in TargetGroup if group is not TargetGroup.NONE_SPECIFIC]


def row(facts: NationalFacts, focus: Focus = Focus.WORK_ORIENTED, year: int = 2024) -> dict[str, Any]:
    found = (dict(each) for each in facts.by_focus if (each["year"], each["focus"]) == (year, focus))
    return next(found, {})


def groups(facts: NationalFacts, year: int = 2024) -> dict[str, int]:
    return {each["target_group"]: each["interventions"] for each in facts.by_group if each["year"] == year}


@pytest.mark.parametrize(
    ("start", "end", "financed", "started", "ended"),
    [
        (date(2023, 12, 31), None, 1, 0, 0),
        (date(2024, 1, 1), None, 1, 1, 0),
        (date(2024, 12, 31), None, 1, 1, 0),
        (date(2025, 1, 1), None, 0, 0, 0),
        (date(2020, 1, 1), date(2023, 12, 31), 0, 0, 0),
        (date(2020, 1, 1), date(2024, 1, 1), 1, 0, 1),
        (date(2024, 2, 1), date(2024, 12, 31), 1, 1, 1),
        (date(2020, 1, 1), date(2025, 1, 1), 1, 0, 0),
    ],
)
async def test_an_intervention_counts_in_each_year_that_it_touches(
    told: Told, start: date, end: date | None, financed: int, started: int, ended: int
) -> None:
    await told(formed(), intervention(start=start, end=end))
    counted = row(await told.facts())
    assert [counted.get(name, 0) for name in ("interventions", "started", "ended")] == [financed, started, ended]


async def test_the_last_known_version_counts_and_a_void_one_nowhere(told: Told) -> None:
    first = await told(formed(), intervention())
    second = await told(changed(focus=Focus.PREVENTIVE))
    await told(voided(version=3))
    then, later, now = [await told.facts(known_at=at) for at in (first, second, told.now)]
    assert row(then)["interventions"] == 1
    assert row(later) == {}
    assert row(later, Focus.PREVENTIVE)["interventions"] == 1
    assert list(now.by_focus) == []


async def test_an_intervention_may_count_in_several_target_groups(told: Told) -> None:
    both = [TargetGroup.YOUNG, TargetGroup.LONG_TERM_SICK]
    await told(formed(), intervention(target_groups=both), intervention("i2"))
    assert groups(await told.facts()) == {"unga": 2, "langtidssjukskrivna": 1}
    await told(changed(target_groups=[TargetGroup.NONE_SPECIFIC]))
    assert groups(await told.facts()) == {"unga": 1, "ingen-specifik-malgrupp": 1}


async def test_every_specific_group_at_once_is_seen(told: Told) -> None:
    await told(formed(), intervention(target_groups=SPECIFIC), intervention("i2", target_groups=SPECIFIC[:-1]))
    assert row(await told.facts())["every_group"] == 1


async def test_new_participants_add_up_and_of_cumulative_ones_the_last_counts(told: Told) -> None:
    cumulative = {"name": "i2", "meaning": Meaning.CUMULATIVE}
    await told(
        formed(),
        intervention(),
        intervention("i2", focus=Focus.PREPARATORY),
        headcount("2024-01", numbers=people(5, 4)),
        headcount("2024-06", numbers=people(2, 1, 3)),
        headcount("2024-01", numbers=people(10, 10), **cumulative),
        headcount("2024-11", numbers=people(30, 20), **cumulative),
        headcount("2023-12", numbers=people(7, 7)),
    )
    facts = await told.facts()
    counted = row(facts)
    assert [counted[name] for name in ("women", "men", "sex_unknown", "participants")] == [7, 5, 3, 15]
    assert row(facts, Focus.PREPARATORY)["participants"] == 50
    assert row(facts, year=2023)["participants"] == 14


async def test_a_correction_replaces_a_number_and_a_void_takes_it_back(told: Told) -> None:
    first = await told(formed(), intervention(), headcount(numbers=people(5, 4)))
    second = await told(headcount(version=2, numbers=people(6, 4)))
    void = HeadcountVoided(
        headcount_id=id_of("i1-2024-03"),
        version=3,
        intervention_id=id_of("i1"),
        federation_id=HOME,
        period="2024-03",
        previous=people(6, 4),
        recorded_at=BEGINNING,
    )
    await told(void)
    totals = [row(await told.facts(known_at=at))["participants"] for at in (first, second, told.now)]
    assert totals == [9, 10, None]


async def test_what_becomes_known_while_it_is_counted_changes_no_figure(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the statement over settled totals and the one over changed ones, a total becomes a changed one."""
    known = await told(formed(), intervention(), headcount(numbers=people(5, 4)))
    all_rows = Read.all
    told_meanwhile: list[Executable] = []

    async def all_and_then(read: Read, statement: Executable, parameters: Any = None) -> Sequence[RowMapping]:
        rows = await all_rows(read, statement, parameters)
        if not told_meanwhile and "headcount_totals" in str(statement):
            told_meanwhile.append(statement)
            await told(headcount(version=2, numbers=people(6, 4)))
        return rows

    monkeypatch.setattr(Read, "all", all_and_then)
    assert row(await told.facts(known_at=known))["participants"] == 9
    assert told_meanwhile


async def test_the_largest_intervention_and_those_with_nobody_are_seen(told: Told) -> None:
    of = {"focus": Focus.DEVELOP_COLLABORATION}
    uncounted = {**of, "registration_method": RegistrationMethod.NONE}
    await told(
        formed(),
        *(intervention(name, **of) for name in ("page", "forum", "silent")),
        intervention("uncounted", **uncounted),
        headcount(name="page", numbers=people(unknown=900)),
        headcount(name="forum", numbers=people(unknown=100)),
    )
    counted = row(await told.facts(), Focus.DEVELOP_COLLABORATION)
    assert (counted["largest"], counted["participants"]) == (900, 1000)
    assert (counted["followed"], counted["nobody"]) == (3, 1)


async def test_budgets_add_up_and_can_be_taken_back(told: Told) -> None:
    await told(formed(), intervention(), intervention("i2"), budget(), budget("i2", ordinary_ore=10**9, esf_ore=0))
    assert row(await told.facts())["ore"] == 110_000_000 + 990_000_000
    void = BudgetVoided(
        budget_id=id_of("i2-budget-2024"),
        version=2,
        intervention_id=id_of("i2"),
        federation_id=HOME,
        year=2024,
        recorded_at=BEGINNING,
    )
    await told(void)
    assert row(await told.facts())["ore"] == 100_000_000


async def test_money_is_larger_than_a_32_bit_number(told: Told) -> None:
    await told(formed(), intervention(), budget(ordinary_ore=10**13, esf_ore=10**13))
    assert row(await told.facts())["ore"] == 2 * 10**13


async def test_orphans_count_nowhere_and_are_counted_themselves(told: Told) -> None:
    await told(
        intervention(),
        headcount(),
        headcount(name="unheard-of"),
        budget("unheard-of"),
        headcount("2020-01", name="unheard-of"),
    )
    facts = await told.facts()
    assert list(facts.by_focus) == []
    assert facts.orphans == {"interventions": 1, "headcounts": 2, "budgets": 1, "outlived": 0}
    await told(formed())
    facts = await told.facts()
    assert row(facts)["participants"] == 9
    assert facts.orphans == {"interventions": 0, "headcounts": 1, "budgets": 1, "outlived": 0}


async def test_an_intervention_that_outlived_its_federation_counts_and_is_seen(told: Told) -> None:
    await told(formed(), intervention())
    await told(FederationDissolved(federation_id=HOME, until=date(2023, 12, 31), recorded_at=BEGINNING))
    facts = await told.facts()
    assert row(facts)["interventions"] == 1
    assert facts.orphans["outlived"] == 1


async def test_synthetic_facts_are_told_apart(told: Told) -> None:
    made: dict[str, Any] = {"provenance": Provenance.SYNTHETIC}
    await told(formed(), intervention(**made), intervention("i2"), headcount(**made), budget(**made), budget("i2"))
    counted = row(await told.facts())
    kinds = ("interventions", "headcounts", "budgets")
    assert [counted[f"synthetic_{kind}"] for kind in kinds] == [1, 1, 1]
    assert [counted[kind] for kind in kinds] == [2, 1, 2]


async def test_only_federations_of_the_last_day_are_counted_as_registering(told: Told) -> None:
    gone = id_of("gone")
    structural = {"focus": Focus.COMPETENCE}
    await told(
        formed(),
        formed(gone),
        formed(id_of("silent")),
        intervention(**structural),
        intervention("i2", **structural),
        intervention("i3", federation_id=gone),
        FederationDissolved(federation_id=gone, until=date(2024, 6, 30), recorded_at=BEGINNING),
    )
    counted = (await told.facts()).by_federation
    counts = {each["year"]: (each["registering"], each["with_individual"]) for each in counted}
    assert counts == {2023: (2, 1), 2024: (1, 0)}
