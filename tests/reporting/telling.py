"""Tells reporting of facts, event by event, at moments that a test chooses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from finsam_common.db import Database
from finsam_common.events.applying import Applier
from finsam_common.events.parked import Parked
from finsam_common.events.projections import Context, Heard, ProjectionSet
from finsam_common.events.reading import Arrival
from finsam_common.transports import Logged, Partition
from finsam_contracts.event import Event
from finsam_contracts.followup import (
    BudgetReported,
    HeadcountReported,
    InterventionChanged,
    InterventionRegistered,
    InterventionVoided,
    Numbers,
)
from finsam_contracts.registry import FederationFormed, MunicipalityJoined
from finsam_contracts.values import Counting, Focus, Meaning, Provenance, RegistrationMethod, TargetGroup
from finsam_reporting.app import service
from finsam_reporting.facts.national import NationalFacts, national_facts
from finsam_reporting.facts.projections import SETS
from tests import engines
from tests.world import World, template

BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
HOME = uuid5(NAMESPACE_URL, "hemma")


class Told:
    """Reporting's tables, and what is told to them. Every event is known one minute after the one before."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = BEGINNING
        self.offset = 0

    async def __call__(self, *events: Event) -> datetime:
        """Tell events in their order; when the last of them became known."""
        arrivals = [self._arrived(event) for event in events]
        async with self.database.write() as uow:
            for projections in SETS:
                (topic,) = projections.topics
                heard = [
                    arrival
                    for arrival in arrivals
                    if arrival.logged.topic == topic.name and _hears(projections, arrival)
                ]
                assert await _applier(projections).apply(uow, Partition(topic.name, 0), heard, parked=False) == len(
                    heard
                )
        return self.now

    async def facts(self, year: int = 2024, known_at: datetime | None = None) -> NationalFacts:
        """What the national report is made of, as known now or at another moment."""
        return await national_facts(self.database, year, known_at or self.now)

    def _arrived(self, event: Event) -> Arrival:
        self.now += timedelta(minutes=1)
        self.offset += 1
        envelope = Context(
            uuid4(), event.event_name, "/test", event.key, self.now, UUID(int=1), self.offset, self.offset - 1
        )
        heard = Heard(event, envelope, self.now, event.topic.name, 0, self.offset)
        logged = Logged(event.key, b"", {}, topic=heard.topic, partition=0, offset=self.offset, appended_at=self.now)
        return Arrival(logged, self.now, False, envelope, heard)


def _hears(projections: ProjectionSet, arrival: Arrival) -> bool:
    return arrival.context is not None and arrival.context.type in projections.types


def _applier(projections: ProjectionSet) -> Applier:
    async def react(*_: Any) -> None:
        raise AssertionError("reporting answers no event")

    return Applier(projections, react, Parked(projections.name))


@asynccontextmanager
async def telling(folder: Path) -> AsyncIterator[Told]:
    """Empty, migrated tables of reporting."""
    url = await engines.new_database(folder, "reporting", template=await template(service))
    database = Database(url, service.metadata)
    yield Told(database)
    await database.close()
    await engines.drop_database(url)


def formed(federation_id: UUID = HOME, **changes: Any) -> FederationFormed:
    """A federation that is there from 2010 on."""
    facts = {
        "name": "Samordningsförbundet Hemma",
        "county_codes": ["12"],
        "since": date(2010, 1, 1),
        "since_known": True,
        "recorded_at": BEGINNING,
    }
    return FederationFormed(federation_id=federation_id, **facts | changes)


def joined(code: str, federation_id: UUID = HOME, **changes: Any) -> MunicipalityJoined:
    """A municipality that is in it from 2010 on."""
    facts = {"since": date(2010, 1, 1), "since_known": True, "recorded_at": BEGINNING}
    return MunicipalityJoined(federation_id=federation_id, municipality_code=code, **facts | changes)


def intervention(name: str = "i1", **changes: Any) -> InterventionRegistered:
    """A work-oriented intervention for young people, from March 2023 on."""
    return InterventionRegistered(**_state(name, changes))


def changed(name: str = "i1", version: int = 2, **changes: Any) -> InterventionChanged:
    """The same, in another version."""
    return InterventionChanged(**_state(name, {"version": version, **changes}))


def voided(name: str = "i1", version: int = 2) -> InterventionVoided:
    """The same, taken back."""
    return InterventionVoided(intervention_id=id_of(name), version=version, federation_id=HOME, recorded_at=BEGINNING)


def headcount(period: str = "2024-03", name: str = "i1", **changes: Any) -> HeadcountReported:
    """Five women and four men in a month."""
    facts = {
        "headcount_id": id_of(f"{name}-{period}"),
        "version": 1,
        "intervention_id": id_of(name),
        "federation_id": HOME,
        "period": period,
        "numbers": Numbers(women=5, men=4, sex_unknown=0),
        "previous": None,
        "counting": Counting.UNIQUE,
        "meaning": Meaning.NEW,
        "provenance": Provenance.REGISTERED,
        "recorded_at": BEGINNING,
    }
    return HeadcountReported(**facts | changes)


def budget(name: str = "i1", year: int = 2024, **changes: Any) -> BudgetReported:
    """A million kronor, of which a quarter from ESF."""
    facts = {
        "budget_id": id_of(f"{name}-budget-{year}"),
        "version": 1,
        "intervention_id": id_of(name),
        "federation_id": HOME,
        "year": year,
        "ordinary_ore": 75_000_000,
        "esf_ore": 25_000_000,
        "previous_ordinary_ore": None,
        "previous_esf_ore": None,
        "provenance": Provenance.REGISTERED,
        "recorded_at": BEGINNING,
    }
    return BudgetReported(**facts | changes)


def people(women: int | None = None, men: int | None = None, unknown: int = 0) -> Numbers:
    """Participants by sex."""
    return Numbers(women=women, men=men, sex_unknown=unknown)


def id_of(name: str) -> UUID:
    """The id of whatever a test calls by a name."""
    return uuid5(NAMESPACE_URL, name)


def _state(name: str, changes: dict[str, Any]) -> dict[str, Any]:
    focus = changes.get("focus", Focus.WORK_ORIENTED)
    structural = focus.orientation == "structural"
    facts = {
        "intervention_id": id_of(name),
        "version": 1,
        "federation_id": HOME,
        "external_id": name,
        "name": name,
        "orientation": focus.orientation,
        "focus": focus,
        "registration_method": RegistrationMethod.HEADCOUNT,
        "esf_financed": False,
        "target_groups": [] if structural else [TargetGroup.YOUNG],
        "start": date(2023, 3, 1),
        "end": None,
        "provenance": Provenance.REGISTERED,
        "recorded_at": BEGINNING,
    }
    return facts | changes


async def publish(world: World, *events: Event) -> None:
    """Let registry and follow-up tell events as they would: from their outboxes, over the log."""
    for name in ("registry", "followup"):
        runtime = world.runtime(name)
        async with runtime.database.write() as uow:
            for event in events:
                if event.topic.service == name:
                    uow.emit(event)
    await world.settle()
