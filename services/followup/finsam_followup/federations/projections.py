"""What the registry tells of federations, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_common.events.projections import Amend, Change, Heard, ProjectionSet, Put
from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationFormed,
    FederationRenamed,
    MemberWithdrew,
    MunicipalityJoined,
)
from finsam_contracts.values import Party
from finsam_followup.federations.models import FederationRow, MembershipRow

federations = ProjectionSet("federations", version=1, tables=(FederationRow, MembershipRow))


@federations.project(FederationFormed)
def formed(heard: Heard[FederationFormed]) -> Iterator[Change]:
    """A federation that may register from its first day on."""
    event = heard.event
    yield Put(
        FederationRow,
        {"id": event.federation_id, "name": event.name, "since": event.since, "since_known": event.since_known},
    )


@federations.project(FederationAttested)
def attested(heard: Heard[FederationAttested]) -> Iterator[Change]:
    """It and these members were there on an earlier day."""
    event = heard.event
    earlier = {"since": event.since, "since_known": event.since_known}
    yield Amend(FederationRow, {"id": event.federation_id, **earlier})
    for municipality in event.municipality_codes:
        member = {"federation_id": event.federation_id, "municipality_code": municipality}
        yield Amend(MembershipRow, {**member, **earlier})


@federations.project(FederationRenamed)
def renamed(heard: Heard[FederationRenamed]) -> Iterator[Change]:
    """It carries a new name; the latest is shown."""
    yield Amend(FederationRow, {"id": heard.event.federation_id, "name": heard.event.name})


@federations.project(MunicipalityJoined)
def joined(heard: Heard[MunicipalityJoined]) -> Iterator[Change]:
    """A municipality is a member; a membership that ended before is replaced."""
    event = heard.event
    yield Put(
        MembershipRow,
        {
            "federation_id": event.federation_id,
            "municipality_code": event.municipality_code,
            "since": event.since,
            "since_known": event.since_known,
        },
    )


@federations.project(MemberWithdrew)
def withdrew(heard: Heard[MemberWithdrew]) -> Iterator[Change]:
    """A municipality is no longer a member; regions and the state's agencies are not kept here."""
    event = heard.event
    if event.party == Party.MUNICIPALITY:
        member = {"federation_id": event.federation_id, "municipality_code": event.code}
        yield Amend(MembershipRow, {**member, "until": event.until})


@federations.project(FederationDissolved)
def dissolved(heard: Heard[FederationDissolved]) -> Iterator[Change]:
    """It is no more after its last day."""
    event = heard.event
    yield Amend(
        FederationRow,
        {"id": event.federation_id, "until": event.until, "successor_id": event.successor_id},
    )
