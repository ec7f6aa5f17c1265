"""Renaming, joining, withdrawal, liquidation, dissolution: what happens to one federation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from finsam_common.db import Write
from finsam_common.problems import Problem
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_contracts.values import Party
from finsam_registry.federations import rules as federation_rules
from finsam_registry.federations.errors import NotMember
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.handlers_dossier import Dossier
from finsam_registry.federations.rules import Member, Membership, refuse
from finsam_registry.federations.schemas import Adoption
from finsam_registry.spans import Span, day_before
from finsam_registry.transitions import rules
from finsam_registry.transitions.handlers_answer import accepted
from finsam_registry.transitions.schemas import Dissolution, Joining, Liquidation, Renaming, Withdrawal

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class Rename(Command):
    """A federation gets another name."""

    body: Renaming


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Members join a federation."""

    body: Joining


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """A member leaves a federation."""

    body: Withdrawal


@dataclass(frozen=True, slots=True)
class Liquidate(Command):
    """A federation begins to be wound up."""

    body: Liquidation


@dataclass(frozen=True, slots=True)
class Dissolve(Command):
    """A federation that has been wound up ends."""

    body: Dissolution


@handlers.decides(Rename)
async def rename(entry: Entry[Rename], uow: Write) -> Accepted:
    """One name on a day, and no other federation's."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "renaming", body, body.effective_date, body.date_precision)
    dossier = await docket.dossier(body.federation_id)
    borne = [(name.name, name.span) for name in dossier.names]
    refuse(
        active(dossier, body.effective_date),
        rules.can_rename(borne, body.name, body.previous_name, body.effective_date),
        await docket.name_taken(dossier.id, body.name, Span(body.effective_date)),
    )
    previous = dossier.name if body.previous_name is None else body.previous_name
    last = day_before(body.effective_date)
    refuse(await docket.name_taken(dossier.id, previous, Span(last, until=last)))
    dossier.rename(body.name, previous, body.effective_date, body.date_precision)
    return await accepted(docket, entry)


@handlers.decides(Join)
async def join(entry: Entry[Join], uow: Write) -> Accepted:
    """§ 3 of the members afterwards, § 8 of the ordinance; a municipality is in no other federation."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "joining", body, body.effective_date, body.date_precision)
    dossier = await docket.dossier(body.federation_id)
    span = Span(body.effective_date, since_precision=body.date_precision)
    new: list[Member] = [(Party.REGION, code) for code in sorted(set(body.region_codes))]
    new += [(Party.MUNICIPALITY, code) for code in sorted(set(body.municipality_codes))]
    members = [*who(dossier, body.effective_date), *new]
    refuse(
        active(dossier, body.effective_date),
        federation_rules.codes_exist(new, docket.geography),
        *(rules.can_join(spans_of(dossier, member), body.effective_date) for member in new),
        federation_rules.parties_take_part(members, docket.geography),
        await docket.elsewhere([Membership(dossier.id, code, span) for code in body.municipality_codes]),
    )
    docket.note(federation_rules.ordinance_adopted(members, adoptions(body.adoptions), body.effective_date))
    for party, code in new:
        dossier.admit(party, code, span)
    return await accepted(docket, entry)


@handlers.decides(Withdraw)
async def withdraw(entry: Entry[Withdraw], uow: Write) -> Accepted:
    """§ 27: the notice has run. § 3 still holds the day after; else the federation is to be wound up."""
    body = entry.command.body
    until = rules.last_day(body.until, body.notice_given, body.notice_months)
    docket = await Docket.opened(entry, uow, "withdrawal", body, until)
    dossier = await docket.dossier(body.federation_id)
    leaving = [each for each in dossier.members_on(until) if (each.party, each.code) == (body.party, body.code)]
    refuse(active(dossier, until), None if leaving else NotMember())
    left = [member for member in who(dossier, until + timedelta(days=1)) if member != (body.party, body.code)]
    refuse(
        rules.can_leave(leaving[0].span),
        federation_rules.parties_take_part(left, docket.geography),
    )
    docket.note(rules.notice_kept(until, body.notice_given, body.notice_months))
    docket.note(rules.regions_in_use(left, docket.geography))
    dossier.dismiss(leaving[0], until)
    return await accepted(docket, entry)


@handlers.decides(Liquidate)
async def liquidate(entry: Entry[Liquidate], uow: Write) -> Accepted:
    """A federation in liquidation keeps its members and takes no new ones."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "liquidation", body, body.effective_date, body.date_precision)
    dossier = await docket.dossier(body.federation_id)
    refuse(active(dossier, body.effective_date), rules.can_liquidate(dossier.life.liquidating_from))
    dossier.liquidate(body.effective_date, body.date_precision, body.reason)
    return await accepted(docket, entry)


@handlers.decides(Dissolve)
async def dissolve(entry: Entry[Dissolve], uow: Write) -> Accepted:
    """A federation ends when it has been wound up and the final account is served on all members."""
    body = entry.command.body
    docket = await Docket.opened(entry, uow, "dissolution", body, body.until)
    dossier = await docket.dossier(body.federation_id)
    life = dossier.life
    refuse(
        federation_rules.stands(life.span),
        rules.can_dissolve(body.until, life.liquidating_from, body.final_account_served),
        rules.can_end(shown(dossier), body.until),
    )
    dossier.end(body.until)
    return await accepted(docket, entry)


def active(dossier: Dossier, day: date) -> Problem | None:
    """Whether the federation can change from a day on."""
    return federation_rules.may_change(day, dossier.life.span, dossier.life.liquidating_from)


def who(dossier: Dossier, day: date) -> list[Member]:
    """The members on a day, as the rules see them."""
    return [(member.party, member.code) for member in dossier.members_on(day)]


def spans_of(dossier: Dossier, member: Member) -> list[Span]:
    """When an authority was a member."""
    return [each.span for each in dossier.members if (each.party, each.code) == member]


def shown(dossier: Dossier) -> list[Span]:
    """When the federation and its members are there."""
    return [dossier.life.span, *(member.span for member in dossier.members)]


def adoptions(adopted: Iterable[Adoption]) -> dict[Member, date]:
    """Who adopted the ordinance when."""
    return {(each.party, each.code): each.adopted_on for each in adopted}
