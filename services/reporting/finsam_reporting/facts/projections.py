"""What reporting hears: every version of a fact as a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from finsam_common.events.projections import Change, Heard, ProjectionSet, Put
from finsam_contracts.followup import (
    BudgetReported,
    BudgetVoided,
    HeadcountReported,
    HeadcountVoided,
    InterventionChanged,
    InterventionRegistered,
    InterventionVoided,
    Numbers,
)
from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationFormed,
    FederationRenamed,
    FederationsMerged,
    MemberWithdrew,
    MunicipalityJoined,
)
from finsam_contracts.values import Meaning, Party, RegistrationMethod, TargetGroup
from finsam_reporting.facts.models import (
    Budget,
    FederationDay,
    FederationName,
    Headcount,
    HeadcountTotal,
    Intervention,
    MembershipDay,
    Merger,
)
from finsam_reporting.facts.standing import replaced, totalled

federations = ProjectionSet("federations", 1, [FederationDay, FederationName, MembershipDay, Merger])
interventions = ProjectionSet("interventions", 2, [Intervention, Budget])
headcounts = ProjectionSet("headcounts", 2, [Headcount, HeadcountTotal])

SPECIFIC = frozenset(TargetGroup) - {TargetGroup.NONE_SPECIFIC}
SETS = (federations, interventions, headcounts)


def _replaces(row: Mapping[str, Any]) -> bool:
    """The first version replaces none, and none was put before it: of one fact the log brings them ascending."""
    return bool(row["version"] > 1)


interventions.derive(Intervention, "id", "version", concerns=_replaces)(replaced(Intervention))
interventions.derive(Budget, "year", "id", "version", concerns=_replaces)(replaced(Budget))
headcounts.derive(Headcount, "year", "intervention_id", "id", "version", concerns=_replaces)(replaced(Headcount))
headcounts.derive(Headcount, "year", "intervention_id")(totalled)


def _in_log_order(heard: Heard[Any]) -> dict[str, Any]:
    return {"version": heard.offset, "known_from": heard.known_at}


def _life(heard: Heard[Any], federation_id: UUID, day: date, *, first: bool, exact: bool = True) -> Put:
    row = {"federation_id": federation_id, "first": first, "day": day, "exact": exact}
    return Put(FederationDay, _in_log_order(heard) | row)


def _membership(heard: Heard[Any], code: str, day: date, *, first: bool, exact: bool = True) -> Put:
    row = {"federation_id": heard.event.federation_id, "municipality_code": code}
    return Put(MembershipDay, _in_log_order(heard) | row | {"first": first, "day": day, "exact": exact})


def _name(heard: Heard[Any], name: str, previous: str | None = None, day: date | None = None) -> Put:
    row = {"federation_id": heard.event.federation_id, "name": name, "previous_name": previous, "day": day}
    return Put(FederationName, _in_log_order(heard) | row)


@federations.project(FederationFormed)
def formed(heard: Heard[FederationFormed]) -> Iterator[Change]:
    """A federation begins, under its first name."""
    event = heard.event
    yield _life(heard, event.federation_id, event.since, first=True, exact=event.since_known)
    yield _name(heard, event.name)


@federations.project(FederationAttested)
def attested(heard: Heard[FederationAttested]) -> Iterator[Change]:
    """A federation and some of its members were there earlier than was known."""
    event = heard.event
    yield _life(heard, event.federation_id, event.since, first=True, exact=event.since_known)
    for code in event.municipality_codes:
        yield _membership(heard, code, event.since, first=True, exact=event.since_known)


@federations.project(FederationRenamed)
def renamed(heard: Heard[FederationRenamed]) -> Iterator[Change]:
    """A federation has another name from a day on."""
    event = heard.event
    yield _name(heard, event.name, event.previous_name, event.effective_date)


@federations.project(MunicipalityJoined)
def joined(heard: Heard[MunicipalityJoined]) -> Iterator[Change]:
    """A municipality belongs to a federation from a day on."""
    event = heard.event
    yield _membership(heard, event.municipality_code, event.since, first=True, exact=event.since_known)


@federations.project(MemberWithdrew)
def withdrew(heard: Heard[MemberWithdrew]) -> Iterator[Change]:
    """A municipality has left; regions and agencies are not counted."""
    if heard.event.party is Party.MUNICIPALITY:
        yield _membership(heard, heard.event.code, heard.event.until, first=False)


@federations.project(FederationsMerged)
def merged(heard: Heard[FederationsMerged]) -> Iterator[Change]:
    """Federations go on in another one; each ends the day before, unless it is the survivor itself."""
    event = heard.event
    for predecessor in event.predecessor_ids:
        if predecessor != event.survivor_id:
            row = {"predecessor_id": predecessor, "survivor_id": event.survivor_id, "day": event.effective_date}
            yield Put(Merger, _in_log_order(heard) | row)
            yield _life(heard, predecessor, event.effective_date - timedelta(days=1), first=False)


@federations.project(FederationDissolved)
def dissolved(heard: Heard[FederationDissolved]) -> Iterator[Change]:
    """A federation is no more."""
    yield _life(heard, heard.event.federation_id, heard.event.until, first=False)


def _version(heard: Heard[Any], id_: UUID, *, void: bool) -> dict[str, Any]:
    event: Any = heard.event
    known = {"known_from": heard.known_at, "federation_id": event.federation_id}
    return {"id": id_, "version": event.version, "void": void} | known


def _headcount(heard: Heard[Any], id_: UUID, period: str, numbers: Numbers, *, void: bool) -> dict[str, Any]:
    year, month = map(int, period.split("-"))
    people = {"women": numbers.women or 0, "men": numbers.men or 0, "sex_unknown": numbers.sex_unknown}
    return _of_intervention(heard, id_, void=void) | {"year": year, "month": month} | people


def _of_intervention(heard: Heard[Any], id_: UUID, *, void: bool) -> dict[str, Any]:
    return _version(heard, id_, void=void) | {"intervention_id": heard.event.intervention_id}


@interventions.project(InterventionRegistered)
def registered(heard: Heard[InterventionRegistered]) -> Iterator[Change]:
    """An intervention that a federation finances."""
    yield _state(heard, heard.event)


@interventions.project(InterventionChanged)
def changed(heard: Heard[InterventionChanged]) -> Iterator[Change]:
    """An intervention as it now is."""
    yield _state(heard, heard.event)


def _state(heard: Heard[Any], event: InterventionRegistered | InterventionChanged) -> Put:
    state = {
        "orientation": event.orientation.value,
        "focus": event.focus.value,
        "followed_up": event.registration_method is not RegistrationMethod.NONE,
        "target_groups": " ".join(sorted(group.value for group in event.target_groups)),
        "every_group": set(event.target_groups) >= SPECIFIC,
        "first_day": event.start,
        "last_day": event.end,
        "provenance": event.provenance.value,
    }
    return Put(Intervention, _version(heard, event.intervention_id, void=False) | state)


@interventions.project(InterventionVoided)
def voided(heard: Heard[InterventionVoided]) -> Iterator[Change]:
    """An intervention that was registered in error."""
    yield Put(Intervention, _version(heard, heard.event.intervention_id, void=True))


@interventions.project(BudgetReported)
def budgeted(heard: Heard[BudgetReported]) -> Iterator[Change]:
    """The budget of an intervention: ordinary cost and ESF cost together."""
    event = heard.event
    money = {"ore": event.ordinary_ore + event.esf_ore, "provenance": event.provenance.value}
    yield Put(Budget, _of_intervention(heard, event.budget_id, void=False) | {"year": event.year} | money)


@interventions.project(BudgetVoided)
def budget_voided(heard: Heard[BudgetVoided]) -> Iterator[Change]:
    """A budget that was registered in error."""
    yield Put(Budget, _of_intervention(heard, heard.event.budget_id, void=True) | {"year": heard.event.year})


@headcounts.project(HeadcountReported)
def counted(heard: Heard[HeadcountReported]) -> Iterator[Change]:
    """Participants in a month."""
    event = heard.event
    row = _headcount(heard, event.headcount_id, event.period, event.numbers, void=False)
    counting = {"cumulative": event.meaning is Meaning.CUMULATIVE, "provenance": event.provenance.value}
    yield Put(Headcount, row | counting)


@headcounts.project(HeadcountVoided)
def headcount_voided(heard: Heard[HeadcountVoided]) -> Iterator[Change]:
    """A number that was registered in error."""
    event = heard.event
    row = _headcount(heard, event.headcount_id, event.period, event.previous, void=True)
    yield Put(Headcount, row | {"cumulative": False})
