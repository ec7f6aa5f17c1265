"""What registrations about interventions stand on: locked and read for one batch, changing as its entries settle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import select

from finsam_common.bodies import Notice
from finsam_common.db import Read, Write, among
from finsam_common.problems import Problem
from finsam_common.writes import Accepted, Batch, Entry, Ledger, Register
from finsam_common.writes.ledger import EventOf
from finsam_followup.federations.queries import for_share
from finsam_followup.federations.schemas import Federation
from finsam_followup.interventions.queries import INTERVENTIONS
from finsam_followup.interventions.rules import Running
from finsam_followup.interventions.schemas import AboutIntervention, InterventionRegistration

F = TypeVar("F", bound=AboutIntervention)
Standing = dict[UUID, dict[UUID, F]]
"""What stands about each intervention: facts by registration id."""


@dataclass(frozen=True, slots=True)
class Ground(Generic[F]):
    """The registrations of one kind that a batch is about, their interventions and federations."""

    federations: Mapping[UUID, Federation]
    interventions: Ledger[InterventionRegistration]
    registered: Ledger[F]
    standing: Standing[F]

    def running(self, facts: F) -> Running | None:
        """The intervention; None when it is unknown, void or another federation's."""
        intervention = self.interventions.current(facts.intervention_id)
        if intervention is None or intervention.facts.federation_id != facts.federation_id:
            return None
        return Running(intervention.facts, self.federations.get(facts.federation_id))

    def others(self, entry: Entry[Any]) -> list[F]:
        """What else stands about the intervention of an entry's facts."""
        facts = entry.command.body
        own = getattr(entry.command, "id", None) or self.registered.id_of(facts)
        return [each for key, each in self.standing.get(facts.intervention_id, {}).items() if key != own]

    def put(
        self, entry: Entry[Any], event: EventOf[F], notices: Sequence[Notice], refusal: Callable[[], Problem | None]
    ) -> Accepted | Problem:
        """As Ledger.put; what was accepted stands for the entries that follow."""
        return self._follow(self.registered.put(entry, entry.command.body, event, notices, refusal))

    def void(self, entry: Entry[Any], event: EventOf[F]) -> Accepted | Problem:
        """As Ledger.void; what was taken back no longer stands for the entries that follow."""
        return self._follow(self.registered.void(entry, event))

    def _follow(self, outcome: Accepted | Problem) -> Accepted | Problem:
        for change in outcome.changes if isinstance(outcome, Accepted) else ():
            stands = self.standing.setdefault(change.stored.facts.intervention_id, {})
            stands[change.stored.id] = change.stored.facts
            if change.stored.void:
                del stands[change.stored.id]
        return outcome


async def ground_of(uow: Write, batch: Batch[Any], register: Register[F]) -> Ground[F]:
    """Lock and read all that a batch is about: federations, interventions' heads, the registrations' own."""
    commands = [entry.command for entry in batch]
    bodies: list[F] = [command.body for command in commands if hasattr(command, "body")]
    earlier = [command.id for command in commands if hasattr(command, "id")]
    federations = await for_share(uow, (body.federation_id for body in bodies))
    about = {body.intervention_id for body in bodies} | await _interventions_of(uow, register, earlier)
    interventions = await INTERVENTIONS.for_update(uow, also=about)
    registered = await register.for_update(uow, batch)
    return Ground(federations, interventions, registered, await _standing(uow, register, about))


async def _interventions_of(read: Read, register: Register[F], registrations: Sequence[UUID]) -> set[UUID]:
    """What registrations are about: a field that never changes, so that any of their versions tells."""
    if not registrations:
        return set()
    v = register.versions.c
    rows = await read.all(select(v.intervention_id).where(among(v.id, registrations), v.version == 1))
    return {row["intervention_id"] for row in rows}


async def _standing(read: Read, register: Register[F], interventions: Iterable[UUID]) -> Standing[F]:
    found: Standing[F] = {}
    about = among(register.versions.c.intervention_id, sorted(interventions))
    rows = await read.all(register.select_current().where(about))
    for stored in map(register.stored, rows):
        found.setdefault(stored.facts.intervention_id, {})[stored.id] = stored.facts
    return found
