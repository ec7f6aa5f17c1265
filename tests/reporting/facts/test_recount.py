"""Random histories: for any moment the report's counts are those of a recount from the versions of facts alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from finsam_contracts.event import Event
from finsam_contracts.followup import BudgetVoided, HeadcountVoided
from finsam_contracts.registry import FederationDissolved
from finsam_contracts.values import Focus, Meaning, Provenance, RegistrationMethod, TargetGroup
from finsam_reporting.facts import counts
from finsam_reporting.facts.national import NationalFacts
from tests.reporting.recount import Counts, recount
from tests.reporting.telling import (
    BEGINNING,
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

PLACES = [id_of(f"förbund {n}") for n in range(4)]
NAMES = [f"i{n}" for n in range(8)]
PERIODS = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in (1, 2, 12)]
EVENTS, MOMENTS = 120, 12


class History:
    """Registrations, corrections, changes of meaning and takings back, in an order that a seed decides."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._versions: dict[str, int] = {}

    def events(self) -> Iterator[Event]:
        """One happening after another; some are about what nobody has told of."""
        happenings = [self._intervention] * 3 + [self._headcount] * 8 + [self._budget] * 2 + [self._federation]
        for _ in range(EVENTS):
            yield self.random.choice(happenings)()

    def _next(self, name: str) -> int:
        self._versions[name] = self._versions.get(name, 0) + 1
        return self._versions[name]

    def _provenance(self) -> Provenance:
        return self.random.choice(list(Provenance))

    def _federation(self) -> Event:
        place = self.random.choice(PLACES)
        if self.random.random() < 0.2:
            return FederationDissolved(federation_id=place, until=date(2023, 6, 30), recorded_at=BEGINNING)
        return formed(place, since=date(self.random.choice([2010, 2024]), 2, 1))

    def _intervention(self) -> Event:
        name = self.random.choice(NAMES)
        version, place = self._next(name), PLACES[NAMES.index(name) % 4]
        if version > 1 and self.random.random() < 0.2:
            return voided(name, version).model_copy(update={"federation_id": place})
        focus = self.random.choice(list(Focus))
        groups = self.random.sample(list(TargetGroup), self.random.randint(1, 7))
        state: dict[str, Any] = {
            "federation_id": place,
            "focus": focus,
            "orientation": focus.orientation,
            "target_groups": groups if focus.orientation == "individual" else [],
            "start": date(self.random.choice([2021, 2023, 2024]), 5, 1),
            "end": self.random.choice([None, date(2023, 11, 30), date(2024, 12, 31)]),
            "registration_method": self.random.choice(list(RegistrationMethod)),
            "provenance": self._provenance(),
        }
        return intervention(name, **state) if version == 1 else changed(name, version, **state)

    def _headcount(self) -> Event:
        name, period = self.random.choice([*NAMES, "unheard-of"]), self.random.choice(PERIODS)
        version, numbers = self._next(f"{name}-{period}"), people(*(self.random.randint(0, 9) for _ in range(3)))
        about: dict[str, Any] = {
            "headcount_id": id_of(f"{name}-{period}"),
            "version": version,
            "intervention_id": id_of(name),
        }
        if version > 1 and self.random.random() < 0.3:
            taken = {"federation_id": PLACES[0], "period": period, "previous": numbers, "recorded_at": BEGINNING}
            return HeadcountVoided(**about | taken)
        meaning = self.random.choice(list(Meaning))
        return headcount(
            period, name, **about, numbers=numbers, previous=numbers, meaning=meaning, provenance=self._provenance()
        )

    def _budget(self) -> Event:
        name, year = self.random.choice([*NAMES, "unheard-of"]), self.random.choice([2023, 2024])
        version = self._next(f"{name}-budget-{year}")
        if version > 1 and self.random.random() < 0.3:
            about = {"budget_id": id_of(f"{name}-budget-{year}"), "intervention_id": id_of(name)}
            rest = {"version": version, "federation_id": PLACES[0], "year": year, "recorded_at": BEGINNING}
            return BudgetVoided(**about | rest)
        return budget(
            name, year, version=version, ordinary_ore=self.random.randint(0, 10**9), provenance=self._provenance()
        )


def counts_of(facts: NationalFacts) -> Counts:
    """The counts as a recount gives them; nothing registered is 0 there."""
    return {
        "by_focus": {
            (row["year"], row["focus"]): {
                name: int(value or 0)
                for name, value in row.items()
                if name not in ("year", "focus", "standing", "followed_with_people")
            }
            for row in facts.by_focus
        },
        "by_group": {(row["year"], row["target_group"]): row["interventions"] for row in facts.by_group},
        "by_federation": {row["year"]: (row["registering"], row["with_individual"]) for row in facts.by_federation},
        "orphans": facts.orphans,
    }


@pytest.mark.parametrize("many", [0, counts.MANY], ids=["read through", "looked up"])
@pytest.mark.parametrize("seed", range(12))
async def test_at_any_moment_the_report_counts_what_a_recount_counts(
    told: Told, seed: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "MANY", many)
    history, batch = History(seed), list[Event]()
    for event in history.events():
        if history.random.random() < 0.05:
            continue  # skipped: an operator decided that it is never applied
        batch.append(event)
        if history.random.random() < 0.2:
            await told(*batch)
            batch.clear()
    await told(*batch)
    length = (told.now - BEGINNING) / timedelta(minutes=1)
    moments = [BEGINNING + timedelta(minutes=history.random.uniform(0, length)) for _ in range(MOMENTS)]
    for moment in [BEGINNING, *moments, told.now]:
        async with told.database.read() as read:
            expected = await recount(read, 2024, moment)
        assert counts_of(await told.facts(known_at=moment)) == expected
