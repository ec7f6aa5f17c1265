"""Forming a federation."""

from __future__ import annotations

from dataclasses import dataclass

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_registry.federations import queries, rules
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.schemas import Formation
from finsam_registry.spans import Span

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class FormFederation(Command):
    """A federation is formed, or shown by a source to exist."""

    body: Formation


@handlers.decides(FormFederation)
async def form_federation(entry: Entry[FormFederation], uow: Write) -> Accepted:
    """§ 3, § 8: who takes part, and that they adopted the ordinance; one name, one number, one federation a place."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "formation", body, body.effective_date, body.date_precision)
    span = Span(body.effective_date, body.since_known, body.date_precision)
    dossier = await docket.form(body.name, body.organisation_number, body.municipality_codes, body.region_codes, span)
    members = [(member.party, member.code) for member in dossier.members]
    adopted = {(each.party, each.code): each.adopted_on for each in body.adoptions}
    docket.note(rules.ordinance_adopted(members, adopted, body.effective_date) if body.since_known else [])
    events = await docket.save()
    formed = await queries.federation(uow, dossier.id, body.effective_date, None, entry.base_url)
    return Accepted(formed, location=f"{queries.PATH}/{dossier.id}", events=events)
