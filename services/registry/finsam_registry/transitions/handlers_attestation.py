"""Attestations: a source shows federations and members on a day earlier than the registry knew."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.values import Party
from finsam_registry.coverage.models import CompleteDay
from finsam_registry.coverage.queries import count
from finsam_registry.federations.errors import NotMember
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.handlers_dossier import Dossier
from finsam_registry.federations.models import Life
from finsam_registry.federations.rules import Membership, refuse
from finsam_registry.transitions import rules
from finsam_registry.transitions.handlers_answer import accepted
from finsam_registry.transitions.schemas import Attestation, AttestedFederation

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class Attest(Command):
    """A source shows what was there earlier."""

    body: Attestation


@handlers.decides(Attest)
async def attest(entry: Entry[Attest], uow: Write) -> Accepted:
    """Starts that are not known move back to the day; known starts, and what was registered since, stay."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "attestation", body, body.attested_on)
    shown = body.federations if body.federations is not None else await _of_unknown_start(uow, body)
    dossiers = await docket.dossiers([each.federation_id for each in shown])
    for dossier, wanted in zip(dossiers, shown, strict=True):
        dossier.attest(body.attested_on, _area(dossier, wanted, body), known=body.since_known, source=body.source)
    refuse(await docket.elsewhere([each for dossier in dossiers for each in _amended(dossier)]))
    answer = await accepted(docket, entry)
    if body.complete is not None:
        await _complete(docket, body, body.complete.federations, body.complete.municipalities)
    return answer


async def _of_unknown_start(uow: Write, body: Attestation) -> list[AttestedFederation]:
    chosen = Life.superseded_at.is_(None), Life.since_known.is_(False), Life.since > body.attested_on
    ids = await uow.session.scalars(select(Life.federation_id).where(*chosen).order_by(Life.federation_id))
    return [AttestedFederation(federation_id=each) for each in ids]


def _area(dossier: Dossier, wanted: AttestedFederation, body: Attestation) -> set[str]:
    """The municipalities that the source shows in a federation; raises NotMember when one never was its member."""
    members = {member.code for member in dossier.members if member.party is Party.MUNICIPALITY}
    strangers = sorted(set(wanted.municipality_codes or ()) - members)
    if strangers:
        raise NotMember(federation_id=dossier.id, municipality_codes=strangers)
    named = members if wanted.municipality_codes is None else set(wanted.municipality_codes)
    return named - set(body.except_municipality_codes)


def _amended(dossier: Dossier) -> list[Membership]:
    """Memberships that now begin earlier."""
    rows = [row for row in dossier.members if row in dossier.rows and row.party is Party.MUNICIPALITY]
    return [Membership(dossier.id, row.code, row.span) for row in rows]


async def _complete(docket: Docket, body: Attestation, federations: int, municipalities: int | None) -> None:
    """The registry is complete from the day on, when it counts what the source counts."""
    counted = await count(docket.uow, body.attested_on, None, docket.geography, body.attested_on)
    refuse(rules.counts_agree((federations, municipalities), (counted.federations, len(counted.inside))))
    docket.uow.session.add(
        CompleteDay(
            decision_id=docket.decision.id,
            day=body.attested_on,
            source=body.source,
            recorded_at=docket.decision.recorded_at,
        )
    )
