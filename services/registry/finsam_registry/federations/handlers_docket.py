"""One decision under way: it takes its turn, opens what the rules need, and saves what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select, update

from finsam_common.db import Write
from finsam_common.problems import Problem
from finsam_common.writes import Entry
from finsam_contracts import Event
from finsam_contracts.registry import DatePrecision
from finsam_contracts.values import Party
from finsam_registry.federations import rules
from finsam_registry.federations.errors import FederationUnknown, OrganisationNumberTaken
from finsam_registry.federations.handlers_dossier import Dossier
from finsam_registry.federations.models import (
    Decision,
    DecisionFederation,
    Fact,
    Federation,
    Life,
    Member,
    Name,
    Turn,
)
from finsam_registry.findings import Finding
from finsam_registry.geography import Geography
from finsam_registry.identities import federation_id, name_key
from finsam_registry.reference.queries import geography
from finsam_registry.sources import Sourced, disagreements
from finsam_registry.spans import Span

F = TypeVar("F", bound=Fact)


class Docket:
    """A decision with the dossiers that it opens. Nobody else decides until its transaction ends."""

    def __init__(self, uow: Write, decision: Decision, country: Geography) -> None:
        self.uow = uow
        self.decision = decision
        self.geography = country
        self.findings: list[Finding] = []
        self._dossiers: dict[UUID, Dossier] = {}
        self._new: list[Federation] = []

    @classmethod
    async def opened(
        cls,
        entry: Entry[Any],
        uow: Write,
        kind: str,
        content: Sourced,
        effective: date,
        precision: DatePrecision = DatePrecision.DAY,
    ) -> Docket:
        """Wait for the turn, and begin; what other sources say against the content is kept as findings."""
        await uow.session.execute(select(Turn.id).with_for_update())
        await uow.session.execute(update(Turn).values(taken=Turn.taken + 1))
        decision = Decision(
            id=uuid4(),
            kind=kind,
            effective_date=effective,
            date_precision=precision,
            source=content.source,
            content=content.model_dump(mode="json", by_alias=True),
            recorded_at=uow.now,
            recorded_by=entry.principal.organisation,
        )
        docket = cls(uow, decision, await geography(uow))
        docket.note(disagreements(content.contradictions))
        return docket

    async def dossier(self, wanted: UUID) -> Dossier:
        """The dossier of one federation; raises FederationUnknown."""
        return (await self.dossiers([wanted]))[0]

    async def dossiers(self, wanted: Sequence[UUID]) -> list[Dossier]:
        """The dossiers of federations, in the order asked for; raises FederationUnknown."""
        closed = [each for each in dict.fromkeys(wanted) if each not in self._dossiers]
        found = await self.uow.session.scalars(select(Federation).where(Federation.id.in_(closed)))
        federations = {federation.id: federation for federation in found}
        lives, names = await self._believed(Life, closed), await self._believed(Name, closed)
        members = await self._believed(Member, closed)
        for each in closed:
            if each not in federations:
                raise FederationUnknown(federation_id=each)
            self._dossiers[each] = Dossier(
                self.decision, federations[each], lives[each][0], names[each], members.get(each, [])
            )
        return [self._dossiers[each] for each in wanted]

    async def form(
        self, name: str, number: str | None, municipalities: Iterable[str], regions: Iterable[str], span: Span
    ) -> Dossier:
        """A new federation with FK, AF, regions and municipalities as members on the days of a span.

        Raises what the rules refuse: unknown codes, a name or number taken, § 3, a municipality elsewhere.
        """
        area, members = sorted(set(municipalities)), list(rules.STATE)
        members += [(Party.REGION, code) for code in sorted(set(regions))]
        members += [(Party.MUNICIPALITY, code) for code in area]
        identity = federation_id(name, span.since)
        rules.refuse(
            rules.codes_exist(members, self.geography),
            rules.parties_take_part(members, self.geography),
            await self.name_taken(None, name, span),
            await self.number_taken(number),
            await self.elsewhere([rules.Membership(identity, code, span) for code in area]),
        )
        federation = Federation(id=identity, organisation_number=number, recorded_at=self.uow.now)
        dossier = Dossier.formed(self.decision, federation, name, span, self.geography.counties_of(set(area)))
        for party, code in members:
            dossier.admit(party, code, span)
        self._new.append(federation)
        self._dossiers[identity] = dossier
        return dossier

    async def elsewhere(self, wanted: Sequence[rules.Membership]) -> Problem | None:
        """Whether one of these municipalities belongs to another federation on one of these days."""
        codes = {each.code for each in wanted}
        stored = await self._unopened(Member, Member.party == Party.MUNICIPALITY, Member.code.in_(codes))
        opened = [row for dossier in self._dossiers.values() for row in dossier.members if row.code in codes]
        existing = [rules.Membership(row.federation_id, row.code, row.span) for row in [*stored, *opened]]
        return rules.in_one_federation(wanted, existing)

    async def name_taken(self, bearer: UUID | None, name: str, span: Span) -> Problem | None:
        """Whether another federation bears the name on one of these days."""
        key = name_key(name)
        stored = await self._unopened(Name, Name.name_key == key)
        opened = [row for dossier in self._dossiers.values() for row in dossier.names]
        others = [rules.Bearing(row.federation_id, row.name_key, row.span) for row in [*stored, *opened]]
        return rules.name_is_free(rules.Bearing(bearer, key, span), others)

    async def number_taken(self, number: str | None) -> Problem | None:
        """Whether another federation has the organisation number."""
        if number is None:
            return None
        taken = await self.uow.scalar(select(Federation.id).where(Federation.organisation_number == number))
        return None if taken is None else OrganisationNumberTaken(federation_id=taken)

    def note(self, findings: Problem | Iterable[Finding]) -> None:
        """Keep findings with the decision; raises the problem when it is one."""
        if isinstance(findings, Problem):
            raise findings
        self.findings += findings

    async def save(self) -> list[Event]:
        """Write the decision and what it changed; answers the events to tell, each federation's together."""
        session, dossiers = self.uow.session, list(self._dossiers.values())
        self.decision.findings = [finding.model_dump(mode="json") for finding in self.findings]
        session.add_all([self.decision, *self._new])
        await session.flush()
        session.add_all(row for dossier in dossiers for row in dossier.rows)
        session.add_all(DecisionFederation(decision_id=self.decision.id, federation_id=one.id) for one in dossiers)
        await session.flush()
        return [event for dossier in dossiers for event in dossier.events]

    async def _believed(self, model: type[F], federations: Sequence[UUID]) -> dict[UUID, list[F]]:
        chosen = model.federation_id.in_(federations), model.superseded_at.is_(None)
        found: dict[UUID, list[F]] = {}
        for row in await self.uow.session.scalars(select(model).where(*chosen)):
            found.setdefault(row.federation_id, []).append(row)
        return found

    async def _unopened(self, model: type[F], *chosen: Any) -> list[F]:
        """Rows that stand, of federations whose dossiers are not open."""
        rows = await self.uow.session.scalars(select(model).where(*chosen, model.superseded_at.is_(None)))
        return [row for row in rows if row.federation_id not in self._dossiers]
