"""Mergers: federations end, and another one carries on their members, area and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.registry import FederationsMerged
from finsam_contracts.values import Party
from finsam_registry.federations import rules as federation_rules
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.handlers_dossier import Dossier
from finsam_registry.federations.rules import Member, Membership, refuse
from finsam_registry.identities import federation_id
from finsam_registry.spans import Span, day_before
from finsam_registry.transitions import rules
from finsam_registry.transitions.handlers import active, adoptions, shown, who
from finsam_registry.transitions.handlers_answer import accepted
from finsam_registry.transitions.schemas import EndedFederation, Merger, NewFederation

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class Merge(Command):
    """Federations become one."""

    body: Merger


@handlers.decides(Merge)
async def merge(entry: Entry[Merge], uow: Write) -> Accepted:
    """Predecessors end the day before. All members of all of them agree (§ 8); § 3 holds of who is a member then."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "merger", body, body.effective_date, body.date_precision)
    last, heir = day_before(body.effective_date), body.heir
    predecessors = await _predecessors(docket, body, last)
    moving = sorted({member for dossier in predecessors for member in who(dossier, last)})
    for dossier in predecessors:
        dossier.end(last, body.date_precision, heir if isinstance(heir, UUID) else heir_id(heir, body))
    if isinstance(heir, UUID):
        survivor = await docket.dossier(heir)
        agreed = {*moving, *who(survivor, last)}
        await _take_over(docket, survivor, moving, body)
    else:
        survivor, agreed = await _start(docket, heir, moving, body), set(moving)
    docket.note(federation_rules.ordinance_adopted(agreed, adoptions(body.adoptions), body.effective_date))
    survivor.events.append(_merged(docket, body, survivor.id, predecessors))
    return await accepted(docket, entry)


def heir_id(heir: NewFederation, body: Merger) -> UUID:
    """The id that a new federation will have."""
    return federation_id(heir.name, body.effective_date)


async def _predecessors(docket: Docket, body: Merger, last: date) -> list[Dossier]:
    """Those that the registry has, and those that had ended before it began, formed here to end here."""
    registered = await docket.dossiers(body.predecessor_ids)
    for dossier in registered:
        refuse(active(dossier, last), rules.can_end(shown(dossier), last))
    return [*registered, *[await _ended(docket, each, last, body) for each in body.ended_federations]]


async def _ended(docket: Docket, ended: EndedFederation, last: date, body: Merger) -> Dossier:
    span = Span(ended.attested_on, since_known=False, until=last, until_precision=body.date_precision)
    return await docket.form(ended.name, None, ended.municipality_codes, ended.region_codes, span)


async def _take_over(docket: Docket, survivor: Dossier, moving: Sequence[Member], body: Merger) -> None:
    """The predecessors' members become the survivor's, but for those that were its members the day before."""
    span = Span(body.effective_date, since_precision=body.date_precision)
    last = day_before(body.effective_date)
    if survivor.life.span.holds(last) is None:
        survivor.attest(last, (), known=False, source=body.source)
    there = {(member.party, member.code) for member in survivor.members if member.span.holds(last)}
    joining = [member for member in moving if member not in there]
    area = [code for party, code in joining if party is Party.MUNICIPALITY]
    refuse(
        active(survivor, body.effective_date),
        federation_rules.parties_take_part([*who(survivor, body.effective_date), *joining], docket.geography),
        await docket.elsewhere([Membership(survivor.id, code, span) for code in area]),
    )
    for party, code in joining:
        survivor.admit(party, code, span)


async def _start(docket: Docket, new: NewFederation, moving: Sequence[Member], body: Merger) -> Dossier:
    span = Span(body.effective_date, since_precision=body.date_precision)
    municipalities = [code for party, code in moving if party is Party.MUNICIPALITY]
    regions = [code for party, code in moving if party is Party.REGION]
    return await docket.form(new.name, new.organisation_number, municipalities, regions, span)


def _merged(docket: Docket, body: Merger, survivor: UUID, predecessors: Sequence[Dossier]) -> FederationsMerged:
    return FederationsMerged(
        survivor_id=survivor,
        predecessor_ids=[dossier.id for dossier in predecessors],
        effective_date=body.effective_date,
        date_precision=body.date_precision,
        recorded_at=docket.decision.recorded_at,
    )
