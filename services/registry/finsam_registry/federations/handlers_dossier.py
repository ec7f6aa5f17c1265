"""One federation as the registry believes it to be, and every way in which that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import inspect

from finsam_contracts import Event
from finsam_contracts.registry import (
    DatePrecision,
    FederationAttested,
    FederationDissolved,
    FederationFormed,
    FederationLiquidated,
    FederationRenamed,
    MemberWithdrew,
    MunicipalityJoined,
)
from finsam_contracts.values import Party
from finsam_registry.federations.models import Decision, Fact, Federation, Life, Member, Name
from finsam_registry.identities import name_key
from finsam_registry.spans import DAY, Span, day_before

F = TypeVar("F", bound=Fact)


class Dossier:
    """What is believed of one federation. A change supersedes rows, adds others, and says so in events.

    ``rows`` are new, ``events`` are in the order in which they shall be told; whoever holds the dossier saves both.
    """

    def __init__(
        self,
        decision: Decision,
        federation: Federation,
        life: Life,
        names: Iterable[Name] = (),
        members: Iterable[Member] = (),
    ) -> None:
        self.decision = decision
        self.federation = federation
        self.life = life
        self.names = list(names)
        self.members = list(members)
        self.rows: list[Fact] = []
        self.events: list[Event] = []

    @classmethod
    def formed(cls, decision: Decision, federation: Federation, name: str, span: Span, counties: list[str]) -> Dossier:
        """A federation that enters the registry, as yet without members."""
        stamp = _stamp(decision, federation.id, span)
        life = Life(**stamp, liquidating_from=None, liquidating_precision=DAY, successor_id=None)
        dossier = cls(decision, federation, life, [Name(**stamp, name=name, name_key=name_key(name))])
        dossier.rows += [life, *dossier.names]
        dossier._tell(
            FederationFormed,
            name=name,
            organisation_number=federation.organisation_number,
            county_codes=counties,
            since=span.since,
            since_known=span.since_known,
            date_precision=span.since_precision,
        )
        return dossier

    @property
    def id(self) -> UUID:
        """Whose dossier it is."""
        return self.federation.id

    @property
    def name(self) -> str:
        """What the federation is called last."""
        return max(self.names, key=lambda name: name.since).name

    def members_on(self, day: date) -> list[Member]:
        """The members on a day, in order of party and code; one whose start is not known counts as there before."""
        held = [member for member in self.members if member.span.holds(day) is not False]
        return sorted(held, key=lambda member: (member.party, member.code))

    def area_on(self, day: date) -> frozenset[str]:
        """The municipalities of the federation's area on a day."""
        return frozenset(member.code for member in self.members_on(day) if member.party is Party.MUNICIPALITY)

    def admit(self, party: Party, code: str, span: Span) -> None:
        """A member joins. Who is there already, since a day not known, now has that day."""
        present = [each for each in self.members if (each.party, each.code, each.until) == (party, code, None)]
        if present:
            member = self._amend(present[0], present[0].span.begun(span.since, span.since_precision))
        else:
            member = Member(**_stamp(self.decision, self.id, span), party=party, code=code)
            self.rows.append(member)
            self.members.append(member)
        if party is Party.MUNICIPALITY:
            self._tell(
                MunicipalityJoined,
                municipality_code=code,
                since=member.since,
                since_known=member.since_known,
                date_precision=member.since_precision,
            )

    def dismiss(self, member: Member, until: date, precision: DatePrecision = DAY) -> None:
        """A member leaves after its last day."""
        self._amend(member, member.span.ending(until, precision))
        if member.party in (Party.REGION, Party.MUNICIPALITY):
            self._tell(MemberWithdrew, party=member.party, code=member.code, until=until, date_precision=precision)

    def rename(self, name: str, previous: str, effective: date, precision: DatePrecision) -> None:
        """Another name from a day on; told afterwards, the name that was borne until then takes its place."""
        latest = max(self.names, key=lambda name: name.since)
        if latest.name == name:
            span = replace(latest.span, since=min(latest.since, day_before(effective)))
            self._add_name(previous, span.ending(day_before(effective), precision))
            self._amend(latest, latest.span.begun(effective, precision))
        else:
            self._amend(latest, latest.span.ending(day_before(effective), precision))
            self._add_name(name, Span(effective, since_precision=precision))
        self._tell(
            FederationRenamed,
            name=name,
            previous_name=previous,
            effective_date=effective,
            date_precision=precision,
        )

    def attest(self, day: date, codes: Iterable[str], *, known: bool, source: str) -> bool:
        """A source shows the federation, its first name and these municipalities already on a day.

        FK, AF and the regions go with it. With ``known``, the day is when they began. False when nothing is new.
        """
        before = self.life
        self.life = self._shown(self.life, day, known=known)
        self._shown(min(self.names, key=lambda name: name.since), day, known=known)
        shown = [self._shown(member, day, known=known) for member in self._first_members(set(codes))]
        new = [member.code for member in shown if member in self.rows and member.party is Party.MUNICIPALITY]
        if new or self.life is not before:
            self._tell(FederationAttested, municipality_codes=new, since=day, since_known=known, source=source)
        return bool(new) or self.life is not before

    def liquidate(self, effective: date, precision: DatePrecision, reason: str) -> None:
        """The federation is wound up from a day on."""
        self.life = self._amend(self.life, self.life.span, liquidating_from=effective, liquidating_precision=precision)
        self._tell(FederationLiquidated, effective_date=effective, date_precision=precision, reason=reason)

    def end(self, until: date, precision: DatePrecision = DAY, successor_id: UUID | None = None) -> None:
        """The federation is no more after its last day; its members leave with it, its name becomes free."""
        for member in self.members_on(until):
            self.dismiss(member, until, precision)
        latest = max(self.names, key=lambda name: name.since)
        self._amend(latest, latest.span.ending(until, precision))
        self.life = self._amend(self.life, self.life.span.ending(until, precision), successor_id=successor_id)
        self._tell(FederationDissolved, until=until, successor_id=successor_id, date_precision=precision)

    def _first_members(self, municipalities: set[str]) -> list[Member]:
        """The earliest membership of each member that is no municipality, and of each of these municipalities."""
        first: dict[tuple[Party, str], Member] = {}
        for member in sorted(self.members, key=lambda member: (member.party, member.code, member.since)):
            if member.party is not Party.MUNICIPALITY or member.code in municipalities:
                first.setdefault((member.party, member.code), member)
        return list(first.values())

    def _add_name(self, name: str, span: Span) -> None:
        row = Name(**_stamp(self.decision, self.id, span), name=name, name_key=name_key(name))
        self.rows.append(row)
        self.names.append(row)

    def _shown(self, row: F, day: date, *, known: bool) -> F:
        span = row.span.shown_from(day)
        if known and not span.since_known:
            span = span.begun(day)
        return row if span == row.span else self._amend(row, span)

    def _amend(self, row: F, span: Span, **changes: Any) -> F:
        """Supersede a row by one with another span; what this decision wrote itself is still open to it."""
        if row.decision_id == self.decision.id:
            for name, value in (asdict(span) | changes).items():
                setattr(row, name, value)
            return row
        row.superseded_at = self.decision.recorded_at
        kept = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
        amended = type(row)(**kept | _stamp(self.decision, self.id, span) | changes | {"id": uuid4()})
        self.rows.append(amended)
        if isinstance(amended, Name):
            self.names = [amended if each is row else each for each in self.names]
        if isinstance(amended, Member):
            self.members = [amended if each is row else each for each in self.members]
        return amended

    def _tell(self, event: type[Event], **fields: Any) -> None:
        self.events.append(event(federation_id=self.id, recorded_at=self.decision.recorded_at, **fields))


def _stamp(decision: Decision, federation_id: UUID, span: Span) -> dict[str, Any]:
    """What every row carries: whose it is, when it holds, and which decision said so."""
    return asdict(span) | {
        "federation_id": federation_id,
        "decision_id": decision.id,
        "recorded_at": decision.recorded_at,
        "superseded_at": None,
    }
