"""Understanding a list: its rows read, its names matched against the registry, or refused with suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from finsam_registry.aliases import Aliases, shipped
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.queries import names_of
from finsam_registry.geography import Geography
from finsam_registry.identities import name_key
from finsam_registry.imports import queries, rules
from finsam_registry.imports.errors import ConfirmationUnknown, ListContradictsItself, NeedsConfirmation
from finsam_registry.imports.rules import Bullet, Match, Reading
from finsam_registry.imports.rules_list import read_list
from finsam_registry.imports.schemas import FederationList, Matched


@dataclass(frozen=True, slots=True)
class Understood:
    """A list whose every name has been matched; ``registered`` are federations of the registry, by name key."""

    bullets: Sequence[Bullet]
    reading: Reading
    repeats: frozenset[int]
    areas: Mapping[str, frozenset[str]]
    printed_outside: Sequence[str]
    registered: Mapping[str, UUID]


async def understand(docket: Docket, body: FederationList) -> Understood:
    """Match every name; raises NeedsConfirmation, ConfirmationUnknown, ListContradictsItself, Invalid."""
    bullets, aliases = read_list(body.csv), shipped()
    municipalities = _municipalities(bullets, body, docket.geography, aliases)
    headings, registered = await _headings(docket, bullets, body, aliases)
    reading = Reading(headings, municipalities, _counties(bullets, docket.geography, aliases))
    if clashes := rules.contradictions(bullets, reading):
        raise ListContradictsItself(lines=[[first.line, second.line] for first, second in clashes])
    return Understood(
        bullets,
        reading,
        rules.repeats(bullets, reading),
        rules.areas(bullets, reading),
        [_code(municipalities[each.municipality]) for each in body.outside],
        registered,
    )


def _municipalities(
    bullets: Iterable[Bullet], body: FederationList, country: Geography, aliases: Aliases
) -> dict[str, Match]:
    official = {name_key(each.name): each.code for each in country.municipalities.values()}
    meant = [(each.printed, each.municipality_code) for each in body.confirmations]
    confirmed = {name_key(printed): code for printed, code in meant if code is not None}
    if strangers := sorted(set(confirmed.values()) - country.municipalities.keys()):
        raise ConfirmationUnknown(municipality_codes=strangers)
    lines: dict[str, list[int]] = {each.municipality: [] for each in body.outside}
    for bullet in bullets:
        lines.setdefault(bullet.municipality, []).append(bullet.line)
    matches = {printed: rules.match(printed, official, aliases.municipalities, confirmed) for printed in lines}
    if unmatched := [printed for printed, match in matches.items() if match.target is None]:
        raise NeedsConfirmation(
            unmatched=[
                {"printed": each, "lines": lines[each], "suggestions": _named(matches[each].suggestions, country)}
                for each in unmatched
            ]
        )
    return matches


async def _headings(
    docket: Docket, bullets: Iterable[Bullet], body: FederationList, aliases: Aliases
) -> tuple[dict[str, Match], dict[str, UUID]]:
    """What each heading means, and which of the federations meant the registry has.

    A heading that is neither registered, an alias nor confirmed is the name of a federation new to the registry.
    """
    printed = {name_key(bullet.federation): bullet.federation for bullet in bullets}
    meant = {each.printed: each.federation_id for each in body.confirmations if each.federation_id}
    names = await names_of(docket.uow, meant.values())
    if strangers := sorted(set(meant.values()) - names.keys()):
        raise ConfirmationUnknown(federation_ids=strangers)
    confirmed = {name_key(heading): names[each] for heading, each in meant.items()}
    keys = [*printed, *map(name_key, [*aliases.federations.values(), *confirmed.values()])]
    registered = await queries.bearers(docket.uow, keys, body.as_of)
    exact = {key: heading for key, heading in printed.items() if key in registered}
    matches = {}
    for bullet in bullets:
        found = rules.match(bullet.federation, exact, aliases.federations, confirmed)
        matches[bullet.federation] = found if found.target else Match(bullet.federation, Matched.EXACT)
    return matches, registered


def _counties(bullets: Iterable[Bullet], country: Geography, aliases: Aliases) -> dict[str, Match]:
    official = {name_key(county.name): county.code for county in country.counties.values()}
    return {each: rules.match(each, official, aliases.counties, {}) for each in {bullet.county for bullet in bullets}}


def _named(codes: Iterable[str], country: Geography) -> list[dict[str, str]]:
    return [{"municipalityCode": code, "name": country.name_of(code)} for code in codes]


def _code(match: Match) -> str:
    if match.target is None:
        raise KeyError(match)
    return match.target
