"""The whole nation's facts for 2023 and 2024, as registry and follow-up tell them: the demonstration's data set."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from finsam_contracts.event import Event
from finsam_contracts.followup import BudgetReported, HeadcountReported, InterventionRegistered
from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationRenamed,
    FederationsMerged,
    MunicipalityJoined,
)
from tests.demo.recount import wire
from tests.reporting.telling import BEGINNING, formed, joined

LISTED = Path(__file__).parent.parent / "registry" / "data" / "federations_2024.csv"
MERGER = date(2024, 1, 1)
BEFORE = date(2023, 12, 31)
END = date(2024, 12, 31)
ENDED = {
    "Samordningsförbundet Höganäs": ["1284"],
    "Samordningsförbundet Västerås": ["1980"],
    "Samordningsförbundet Västra Mälardalen": ["1960", "1983", "1984"],
}
SURVIVORS = {
    "Samordningsförbundet NNV Skåne": ["Samordningsförbundet Höganäs"],
    "Samordningsförbundet Västmanland": ["Samordningsförbundet Västerås", "Samordningsförbundet Västra Mälardalen"],
}


def id_of_federation(name: str) -> UUID:
    """The same id as the data set's rows have."""
    return uuid5(NAMESPACE_URL, name)


@cache
def nation() -> tuple[Event, ...]:
    """Everything, in an order in which it may have happened."""
    return (*registry(), *followup())


def registry() -> Iterator[Event]:
    """69 federations with their members, attested a year earlier, and the three that ended in mergers."""
    members: dict[str, list[str]] = {}
    with LISTED.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            members.setdefault(row["federation_name"], []).append(row["municipality_code"])
    moved = {code for codes in ENDED.values() for code in codes}
    for name, codes in members.items():
        id_ = id_of_federation(name)
        yield formed(id_, name=name, since=END, since_known=False)
        yield from (joined(code, id_, since=END, since_known=False) for code in codes)
        stayed = [code for code in codes if code not in moved]
        yield _attested(id_, stayed)
    for name, codes in ENDED.items():
        yield formed(id_of_federation(name), name=name, since=BEFORE, since_known=False)
        yield _attested(id_of_federation(name), codes)
    yield from _transitions()


def _transitions() -> Iterator[Event]:
    for survivor, predecessors in SURVIVORS.items():
        id_, ended = id_of_federation(survivor), [id_of_federation(name) for name in predecessors]
        yield FederationsMerged(survivor_id=id_, predecessor_ids=ended, effective_date=MERGER, recorded_at=BEGINNING)
        for one in ended:
            yield FederationDissolved(federation_id=one, until=BEFORE, successor_id=id_, recorded_at=BEGINNING)
        for code in (code for name in predecessors for code in ENDED[name]):
            yield MunicipalityJoined(
                federation_id=id_, municipality_code=code, since=MERGER, since_known=True, recorded_at=BEGINNING
            )
    yield _renamed("Samordningsförbundet Västmanland", "Norra Västmanlands Samordningsförbund")


def _renamed(name: str, former: str) -> Event:
    """Told afterwards, when the list has brought the new name already."""
    return FederationRenamed(
        federation_id=id_of_federation(name),
        name=name,
        previous_name=former,
        effective_date=MERGER,
        recorded_at=BEGINNING,
    )


def _attested(federation_id: UUID, codes: list[str]) -> Event:
    return FederationAttested(
        federation_id=federation_id, municipality_codes=codes, since=BEFORE, source="list", recorded_at=BEGINNING
    )


def followup() -> Iterator[Event]:
    """The rows of the data set as the events that they become."""
    rows = wire()
    for row in rows.interventions:
        yield InterventionRegistered.model_validate(row | _version("interventionId", row["id"]))
    for row in rows.headcounts:
        numbers = {name: row[name] for name in ("women", "men", "sexUnknown")}
        told = {"numbers": numbers, "previous": None} | _version("headcountId", _id(row))
        yield HeadcountReported.model_validate(row | told)
    for row in rows.budgets:
        told = {"previousOrdinaryOre": None, "previousEsfOre": None} | _version("budgetId", _id(row))
        yield BudgetReported.model_validate(row | told)


def _version(name: str, id_: Any) -> dict[str, Any]:
    return {name: id_, "version": 1, "recordedAt": BEGINNING}


def _id(row: dict[str, Any]) -> UUID:
    return uuid5(NAMESPACE_URL, f"{row['federationId']}/{row['externalId']}")
