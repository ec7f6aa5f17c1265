"""Carrying out a list: federations that are new are formed, members that are new join, nothing else changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from finsam_contracts.values import Party
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.handlers_dossier import Dossier
from finsam_registry.federations.rules import Membership, refuse, regions_of
from finsam_registry.identities import federation_id, name_key
from finsam_registry.imports.handlers_reading import Understood
from finsam_registry.imports.schemas import FederationList
from finsam_registry.spans import Span
from finsam_registry.transitions.rules import can_join


@dataclass(slots=True)
class Effect:
    """By the list's name of a federation: its id, the municipalities that are new, and those that the list lacks."""

    ids: dict[str, UUID] = field(default_factory=dict)
    formed: set[str] = field(default_factory=set)
    joined: dict[str, frozenset[str]] = field(default_factory=dict)
    not_in_list: dict[str, list[str]] = field(default_factory=dict)


async def carry_out(docket: Docket, body: FederationList, understood: Understood) -> Effect:
    """In order of the federations' ids: events of one key stand together. A list gives no start, so none is known."""
    effect = Effect()
    for name in understood.areas:
        effect.ids[name] = understood.registered.get(name_key(name)) or federation_id(name, body.as_of)
    known = set(understood.registered.values())
    dossiers = await docket.dossiers(sorted({id_ for id_ in effect.ids.values() if id_ in known}))
    opened: Mapping[UUID, Dossier] = {dossier.id: dossier for dossier in dossiers}
    span = Span(body.as_of, since_known=False)
    for name, id_ in sorted(effect.ids.items(), key=lambda each: each[1]):
        area = understood.areas[name]
        if id_ in opened:
            effect.joined[name] = await _extend(docket, opened[id_], area, span, body.source)
            effect.not_in_list[name] = _lacking(docket, opened[id_], area, body.as_of)
        else:
            await docket.form(name, None, area, regions_of(area, docket.geography), span)
            effect.formed.add(name)
            effect.joined[name] = area
    return effect


async def _extend(docket: Docket, dossier: Dossier, area: frozenset[str], span: Span, source: str) -> frozenset[str]:
    """Members that the list adds to a federation that the registry has; raises what the rules refuse."""
    listed = area & dossier.area_on(span.since)
    dossier.attest(span.since, listed, known=False, source=source)
    new = area - listed
    spans = [[each.span for each in dossier.members if each.code == code] for code in sorted(new)]
    refuse(
        *(can_join(each, span.since) for each in spans),
        await docket.elsewhere([Membership(dossier.id, code, span) for code in sorted(new)]),
    )
    there = {member.code for member in dossier.members_on(span.since) if member.party is Party.REGION}
    for region in regions_of(new, docket.geography):
        if region not in there:
            dossier.admit(Party.REGION, region, span)
    for code in sorted(new):
        dossier.admit(Party.MUNICIPALITY, code, span)
    return new


def _lacking(docket: Docket, dossier: Dossier, area: frozenset[str], day: date) -> list[str]:
    """Names of the municipalities that the registry knows in the federation on the day, and the list does not."""
    held = {member.code for member in dossier.members if member.party is Party.MUNICIPALITY and member.span.holds(day)}
    return [docket.geography.name_of(code) for code in sorted(held - area)]
