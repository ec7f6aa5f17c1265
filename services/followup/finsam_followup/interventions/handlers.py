"""Interventions are registered, corrected, taken back and flagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from finsam_common.db import Write
from finsam_common.problems import Problem
from finsam_common.writes import Accepted, Batch, Command, Entry, Handlers, Ledger, Stored
from finsam_contracts.followup import (
    InterventionChanged,
    InterventionFlagged,
    InterventionRegistered,
    InterventionVoided,
)
from finsam_followup.federations.queries import for_share
from finsam_followup.federations.schemas import Federation
from finsam_followup.interventions import rules
from finsam_followup.interventions.queries import FLAGS, INTERVENTIONS, running_after
from finsam_followup.interventions.schemas import Flag, Flags, InterventionRegistration

handlers = Handlers()
FEDERATION_DISSOLVED: Final = "federation-dissolved"


@dataclass(frozen=True, slots=True)
class RegisterIntervention(Command):
    """Register an intervention, or correct it in a file."""

    body: InterventionRegistration


@dataclass(frozen=True, slots=True)
class CorrectIntervention(Command):
    """Correct an intervention, or say that it goes on or ends."""

    id: UUID
    body: InterventionRegistration


@dataclass(frozen=True, slots=True)
class VoidIntervention(Command):
    """Take an intervention back: it was registered in error."""

    id: UUID


@dataclass(frozen=True, slots=True)
class FlagInterventions(Command):
    """Flag what runs on after its federation's last day."""

    federation_id: UUID
    until: date


@handlers.handles(RegisterIntervention, CorrectIntervention, VoidIntervention)
async def keep_interventions(batch: Batch[Any], uow: Write) -> None:
    """Settle registrations, corrections and voids in their order."""
    bodies = [entry.command.body for entry in batch if not isinstance(entry.command, VoidIntervention)]
    federations = await for_share(uow, (body.federation_id for body in bodies))
    interventions = await INTERVENTIONS.for_update(uow, batch)
    batch.settle_each(lambda entry: decide(interventions, federations, entry))


def decide(
    interventions: Ledger[InterventionRegistration], federations: Mapping[UUID, Federation], entry: Entry[Any]
) -> Accepted | Problem:
    """Whether one entry stands, after those before it."""
    if isinstance(entry.command, VoidIntervention):
        return interventions.void(entry, _voided)
    facts = entry.command.body
    federation = federations.get(facts.federation_id)
    return interventions.put(entry, facts, _registered, rules.notices(facts), lambda: rules.refusal(facts, federation))


@handlers.handles(FlagInterventions)
async def flag_interventions(batch: Batch[FlagInterventions], uow: Write) -> None:
    """Flag, and tell; the registrations themselves are left as they are."""
    for entry in batch:
        events = await _flag(entry.command, uow)
        flags = [Flag(intervention_id=each.intervention_id, reason=each.reason, since=each.since) for each in events]
        entry.settle(Accepted(Flags(items=flags), events=events))


async def _flag(command: FlagInterventions, uow: Write) -> list[InterventionFlagged]:
    ids = await running_after(uow, command.federation_id, command.until)
    interventions = await INTERVENTIONS.for_update(uow, also=ids)
    events = [
        InterventionFlagged(
            intervention_id=each,
            federation_id=command.federation_id,
            reason=FEDERATION_DISSOLVED,
            since=command.until + timedelta(days=1),
            recorded_at=uow.now,
        )
        for each in sorted(ids)
        if interventions.current(each)
    ]
    await uow.upsert(FLAGS, [event.model_dump(by_alias=False, exclude={"federation_id"}) for event in events])
    return events


def _registered(
    new: Stored[InterventionRegistration], old: Stored[InterventionRegistration] | None
) -> InterventionRegistered | InterventionChanged:
    told = InterventionRegistered if old is None else InterventionChanged
    return told(intervention_id=new.id, version=new.version, recorded_at=new.recorded_at, **vars(new.facts))


def _voided(new: Stored[InterventionRegistration], _: Stored[InterventionRegistration] | None) -> InterventionVoided:
    return InterventionVoided(
        intervention_id=new.id,
        version=new.version,
        federation_id=new.facts.federation_id,
        recorded_at=new.recorded_at,
    )
