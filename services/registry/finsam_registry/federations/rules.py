"""What the act asks of members and areas, as pure rules over values. A rule answers its refusal, or None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from finsam_common.problems import Problem
from finsam_contracts.values import Party
from finsam_registry.federations.errors import (
    FederationNameTaken,
    FederationNotActive,
    MembersMissing,
    MunicipalityElsewhere,
    MunicipalityUnknown,
    NotAdopted,
    RegionUnknown,
)
from finsam_registry.federations.schemas import Status
from finsam_registry.findings import Finding
from finsam_registry.geography import Geography
from finsam_registry.spans import Span

Member = tuple[Party, str]
"""Who: the party and the code (a municipality's, a region's county's, or the party itself for FK and AF)."""

STATE: Final[tuple[Member, ...]] = ((Party.FK, Party.FK.value), (Party.AF, Party.AF.value))
"""Members of every federation: both agencies are bound to take part by their instructions (SFS 2009:1174, 2022:811)."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A municipality in a federation on the days of a span."""

    federation_id: UUID
    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bearing:
    """A federation that bears a name, by the name's key, on the days of a span; None: one not yet in the registry."""

    federation_id: UUID | None
    key: str
    span: Span


def status_on(day: date, life: Span, liquidating_from: date | None) -> Status:
    """Where a federation stands on a day: forming, active, being wound up, dissolved; or that this is not known."""
    holds = life.holds(day)
    if holds is None:
        return Status.NOT_KNOWN
    if not holds:
        return Status.FORMING if day < life.since else Status.DISSOLVED
    return Status.LIQUIDATING if liquidating_from is not None and liquidating_from <= day else Status.ACTIVE


def stands(life: Span) -> Problem | None:
    """Of a federation whose end is registered nothing more is changed."""
    return None if life.until is None else FederationNotActive("Its end is registered.", until=life.until)


def may_change(day: date, life: Span, liquidating_from: date | None) -> Problem | None:
    """Whether members, name and area can change from a day on: not before its life, in liquidation or after its end.

    A start that is not known blocks nothing.
    """
    if status_on(day, life, liquidating_from) in (Status.FORMING, Status.LIQUIDATING):
        return FederationNotActive(f"The federation is not active on {day}.")
    return stands(life)


def refuse(*verdicts: Problem | None) -> None:
    """Raise the first refusal, if there is one."""
    for verdict in verdicts:
        if verdict is not None:
            raise verdict


def codes_exist(members: Iterable[Member], geography: Geography) -> Problem | None:
    """Whether every municipality and every region is one that exists."""
    for party, code in members:
        if party is Party.MUNICIPALITY and code not in geography.municipalities:
            return MunicipalityUnknown(f"There is no municipality {code}.", municipality_code=code)
        if party is Party.REGION and code not in geography.counties:
            return RegionUnknown(f"There is no region of a county {code}.", county_code=code)
    return None


def parties_take_part(members: Iterable[Member], geography: Geography) -> Problem | None:
    """§ 3: FK, AF, a region and a municipality take part, and every municipality's own region.

    A municipality outside any region needs none: on Gotland one authority is municipality and region.
    Codes that do not exist are for ``codes_exist`` to tell.
    """
    taking_part = set(members)
    area = sorted(
        code for party, code in taking_part if party is Party.MUNICIPALITY and code in geography.municipalities
    )
    needed: list[Member] = list(STATE)
    needed += [(Party.REGION, region) for code in area if (region := geography.region_for(code)) is not None]
    missing: list[dict[str, str | None]] = [
        {"party": party, "code": code} for party, code in dict.fromkeys(needed) if (party, code) not in taking_part
    ]
    if not area:
        missing.append({"party": Party.MUNICIPALITY, "code": None})
    return MembersMissing(missing=missing) if missing else None


def regions_of(municipalities: Iterable[str], geography: Geography) -> list[str]:
    """The regions that must take part with these municipalities, by their counties' codes, sorted (§ 3)."""
    return sorted({region for code in municipalities if (region := geography.region_for(code)) is not None})


def in_one_federation(wanted: Iterable[Membership], existing: Iterable[Membership]) -> Problem | None:
    """A municipality belongs to at most one federation on a day. A start that is not known clashes with nothing."""
    standing: dict[str, list[Membership]] = {}
    for membership in existing:
        standing.setdefault(membership.code, []).append(membership)
    for new in wanted:
        for old in standing.get(new.code, []):
            if old.federation_id != new.federation_id and new.span.overlaps(old.span):
                return MunicipalityElsewhere(
                    f"Municipality {new.code} belongs to another federation then.",
                    municipality_code=new.code,
                    federation_id=old.federation_id,
                    since=old.span.since,
                )
    return None


def name_is_free(wanted: Bearing, others: Iterable[Bearing]) -> Problem | None:
    """No two federations bear one name on one day: letters, decisions and money would go astray."""
    for other in others:
        taken = other.key == wanted.key and other.federation_id != wanted.federation_id
        if taken and wanted.span.overlaps(other.span):
            return FederationNameTaken(federation_id=other.federation_id)
    return None


def ordinance_adopted(
    members: Iterable[Member], adopted: Mapping[Member, date], effective: date
) -> Problem | Sequence[Finding]:
    """§ 8: every member has adopted the ordinance by the day on which it takes effect, or a later day is stated.

    When no adoption is registered at all (what happened before the registry, or lies in an archive), the
    decision stands with a warning.
    """
    if not adopted:
        return [ADOPTIONS_NOT_REGISTERED]
    late = [
        {"party": party, "code": code}
        for party, code in sorted(set(members))
        if (day := adopted.get((party, code))) is None or day > effective
    ]
    return NotAdopted(missing=late) if late else []


ADOPTIONS_NOT_REGISTERED: Final = Finding(
    code="adoptions-not-registered",
    section="§ 8",
    sv="Det är inte registrerat när medlemmarna antog förbundsordningen. Registrera datumen när de är kända.",
    en="It is not registered when the members adopted the ordinance. Register the dates when they are known.",
)
