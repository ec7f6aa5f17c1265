"""What the areas hear from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from finsam_allocation.areas.models import SET, FederationRow, NameRow, WordRow
from finsam_allocation.memberships import Kind
from finsam_common.events.projections import Amend, Change, Heard, ProjectionSet, Put
from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationFormed,
    FederationLiquidated,
    FederationRenamed,
    FederationsMerged,
    MemberWithdrew,
    MunicipalityJoined,
)
from finsam_contracts.values import Party

areas = ProjectionSet(SET, 1, tables=[FederationRow, NameRow, WordRow])


@areas.project(FederationFormed)
def formed(heard: Heard[FederationFormed]) -> Iterable[Change]:
    """There is a federation, by its first name; its municipalities come as they join."""
    event = heard.event
    yield Put(FederationRow, {"federation_id": event.federation_id})
    yield Put(NameRow, {"federation_id": event.federation_id, "since": event.since, "name": event.name})


@areas.project(FederationRenamed)
def renamed(heard: Heard[FederationRenamed]) -> Iterable[Change]:
    """It has another name from a day on."""
    event = heard.event
    named = {"name": event.name, "previous_name": event.previous_name}
    yield Put(NameRow, {"federation_id": event.federation_id, "since": event.effective_date, **named})


@areas.project(MunicipalityJoined)
def joined(heard: Heard[MunicipalityJoined]) -> Iterable[Change]:
    """A municipality belongs to it from a day on, or from that day at the latest."""
    event = heard.event
    yield _word(heard, event.municipality_code, Kind.JOINED)


@areas.project(FederationAttested)
def attested(heard: Heard[FederationAttested]) -> Iterable[Change]:
    """These municipalities belonged to it on an earlier day already."""
    for code in sorted(set(heard.event.municipality_codes)):
        yield _word(heard, code, Kind.ATTESTED)


@areas.project(MemberWithdrew)
def withdrew(heard: Heard[MemberWithdrew]) -> Iterable[Change]:
    """A municipality has left; that a region or an authority has does not move the area."""
    event = heard.event
    if event.party is Party.MUNICIPALITY:
        yield Put(
            WordRow,
            {
                "federation_id": event.federation_id,
                "municipality_code": event.code,
                "said": heard.offset,
                "kind": Kind.LEFT,
                "day": event.until,
                "day_known": True,
            },
        )


@areas.project(FederationsMerged)
def merged(heard: Heard[FederationsMerged]) -> Iterable[Change]:
    """Every predecessor but the survivor ended the day before."""
    event = heard.event
    last = event.effective_date - timedelta(days=1)
    for predecessor in event.predecessor_ids:
        if predecessor != event.survivor_id:
            yield Amend(FederationRow, {"federation_id": predecessor, "until": last, "successor_id": event.survivor_id})


@areas.project(FederationLiquidated)
def liquidated(heard: Heard[FederationLiquidated]) -> Iterable[Change]:
    """It is wound up from a day on."""
    event = heard.event
    yield Amend(FederationRow, {"federation_id": event.federation_id, "liquidating_from": event.effective_date})


@areas.project(FederationDissolved)
def dissolved(heard: Heard[FederationDissolved]) -> Iterable[Change]:
    """It is no more, and has no area after its last day."""
    event = heard.event
    row = {"federation_id": event.federation_id, "until": event.until, "successor_id": event.successor_id}
    yield Amend(FederationRow, row)


def _word(heard: Heard[MunicipalityJoined] | Heard[FederationAttested], code: str, kind: Kind) -> Put:
    event = heard.event
    row = {"federation_id": event.federation_id, "municipality_code": code, "said": heard.offset, "kind": kind}
    return Put(WordRow, row | {"day": event.since, "day_known": event.since_known})
