"""What the act asks of transitions, as pure rules over values."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from finsam_common.problems import Problem
from finsam_contracts.values import Party
from finsam_registry.federations.errors import AlreadyMember, FederationNotActive, LaterFactStands, NameBorneAlready
from finsam_registry.federations.rules import Member
from finsam_registry.findings import Finding
from finsam_registry.geography import Geography
from finsam_registry.spans import Span
from finsam_registry.transitions.errors import CountsDiffer, FinalAccountOpen, NoticeTooShort, NotLiquidating


def notice_ends(given: date, months: int) -> date:
    """§ 27: the last day as a member, so many months after the notice; the last of a month that is shorter."""
    year, month = divmod(given.year * 12 + given.month - 1 + months, 12)
    return date(year, month + 1, min(given.day, monthrange(year, month + 1)[1]))


def last_day(until: date | None, given: date | None, months: int) -> date:
    """The day that is stated, else the one on which the notice has run; ValueError when neither is there."""
    if until is not None:
        return until
    if given is None:
        raise ValueError("neither a last day nor a notice")
    return notice_ends(given, months)


def notice_kept(until: date, given: date | None, months: int) -> Problem | Sequence[Finding]:
    """§ 27: nobody leaves before the notice has run. When no notice is registered, the decision has a warning."""
    if given is None:
        return [NOTICE_NOT_REGISTERED]
    earliest = notice_ends(given, months)
    return NoticeTooShort(f"The notice runs until {earliest}.", earliest=earliest) if until < earliest else []


def can_join(present: Iterable[Span], effective: date) -> Problem | None:
    """Whether a member can join from a day on, beside its memberships so far.

    One whose start is not known can: the day becomes its start, unless a source shows it earlier.
    """
    for span in present:
        if span.holds(effective) and (span.since_known or span.since < effective):
            return AlreadyMember()
        if span.since > effective and span.since_known:
            return LaterFactStands(since=span.since)
        if span.until is not None and span.until >= effective:
            return LaterFactStands(until=span.until)
    return None


def can_leave(membership: Span) -> Problem | None:
    """Whether a member can leave: no other last day is registered."""
    return None if membership.until is None else LaterFactStands(until=membership.until)


def can_liquidate(liquidating_from: date | None) -> Problem | None:
    """Whether the winding up can begin: it has not begun."""
    return None if liquidating_from is None else FederationNotActive(f"In liquidation from {liquidating_from}.")


def regions_in_use(members: Iterable[Member], geography: Geography) -> list[Finding]:
    """§ 3: a region takes part with municipalities of its county; a warning when it has none left."""
    taking_part = set(members)
    area = {code for party, code in taking_part if party is Party.MUNICIPALITY}
    needed = {geography.region_for(code) for code in area}
    idle = [code for party, code in taking_part if party is Party.REGION and code not in needed]
    return [REGION_WITHOUT_MUNICIPALITY] if idle else []


def can_end(shown: Iterable[Span], until: date) -> Problem | None:
    """Whether a federation can end after a day: nothing shows it or a member of it later."""
    later = [span.since for span in shown if span.since > until]
    return LaterFactStands(since=max(later)) if later else None


def can_rename(borne: Sequence[tuple[str, Span]], name: str, previous: str | None, effective: date) -> Problem | None:
    """Whether the name begins on a day: after the last one, or as the last one, whose start was not known."""
    latest, span = max(borne, key=lambda each: each[1].since)
    if latest == name:
        unknown = not span.since_known and previous not in (None, name)
        return None if unknown else NameBorneAlready()
    if previous not in (None, latest):
        return NameBorneAlready(f"Until then the federation is called {latest}.")
    if span.since_known and span.since >= effective:
        return LaterFactStands(since=span.since)
    return None


def can_dissolve(until: date, liquidating_from: date | None, final_account_served: date) -> Problem | None:
    """Whether the winding up is over: it has begun, and the final account is served on all members."""
    if liquidating_from is None or liquidating_from > until:
        return NotLiquidating()
    return FinalAccountOpen() if final_account_served > until else None


def counts_agree(claimed: tuple[int, int | None], counted: tuple[int, int]) -> Problem | None:
    """Whether the registry counts what the source counts: federations, and municipalities where it counts them."""
    federations, municipalities = counted
    if claimed[0] == federations and claimed[1] in (None, municipalities):
        return None
    return CountsDiffer(counted={"federations": federations, "municipalities": municipalities})


NOTICE_NOT_REGISTERED: Final = Finding(
    code="notice-not-registered",
    section="§ 27",
    sv="Det är inte registrerat när medlemmen sade upp sitt medlemskap. Registrera dagen när den är känd.",
    en="It is not registered when the member gave notice. Register the day when it is known.",
)
REGION_WITHOUT_MUNICIPALITY: Final = Finding(
    code="region-without-municipality",
    section="§ 3",
    sv="Regionen har ingen kommun kvar i förbundet. Registrera dess utträde om den lämnar.",
    en="The region has no municipality left in the federation. Register its withdrawal if it leaves.",
)
