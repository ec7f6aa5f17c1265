"""Matching printed names to codes: exactly, by the alias table, or by a person's word; never by likeness alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from finsam_registry.identities import name_key
from finsam_registry.imports.schemas import Matched

SUGGESTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Bullet:
    """One line of the printed list: under which county and which heading a municipality stands."""

    line: int
    county: str
    federation: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name stands for; without it, the names that it resembles, for a person to choose from."""

    target: str | None
    how: Matched
    suggestions: tuple[str, ...] = ()


def match(printed: str, official: Mapping[str, str], aliases: Mapping[str, str], confirmed: Mapping[str, str]) -> Match:
    """What a printed name stands for, by three tables from ``name_key`` to meaning: exact, alias, confirmed.

    Suggestions are official names by likeness (difflib, at least 0.6), the likest first.
    """
    key = name_key(printed)
    for table, how in ((official, Matched.EXACT), (aliases, Matched.ALIAS), (confirmed, Matched.CONFIRMED)):
        if key in table:
            return Match(table[key], how)
    like = get_close_matches(key, official, n=SUGGESTIONS, cutoff=0.6)
    return Match(None, Matched.NOT, tuple(official[each] for each in like))


@dataclass(frozen=True, slots=True)
class Reading:
    """The list as it is understood: what each printed heading, municipality and county stands for."""

    headings: Mapping[str, Match]
    municipalities: Mapping[str, Match]
    counties: Mapping[str, Match]

    def federation_of(self, bullet: Bullet) -> str:
        """The name of the federation that a bullet stands under: the heading itself, unless it means another."""
        return self.headings[bullet.federation].target or bullet.federation

    def code_of(self, bullet: Bullet) -> str:
        """The code of a bullet's municipality; KeyError when it has not been matched."""
        code = self.municipalities[bullet.municipality].target
        if code is None:
            raise KeyError(bullet.municipality)
        return code


def repeats(bullets: Sequence[Bullet], reading: Reading) -> frozenset[int]:
    """Places in the list that say again what an earlier one said: a municipality in the same federation."""
    seen: set[tuple[str, str]] = set()
    again: set[int] = set()
    for place, bullet in enumerate(bullets):
        said = name_key(reading.federation_of(bullet)), reading.code_of(bullet)
        if said in seen:
            again.add(place)
        seen.add(said)
    return frozenset(again)


def contradictions(bullets: Iterable[Bullet], reading: Reading) -> list[tuple[Bullet, Bullet]]:
    """Pairs of lines that place one municipality in two federations."""
    first: dict[str, Bullet] = {}
    found = []
    for bullet in bullets:
        earlier = first.setdefault(reading.code_of(bullet), bullet)
        if name_key(reading.federation_of(earlier)) != name_key(reading.federation_of(bullet)):
            found.append((earlier, bullet))
    return found


def areas(bullets: Iterable[Bullet], reading: Reading) -> dict[str, frozenset[str]]:
    """The municipalities of each federation by its name, in the order of the list."""
    found: dict[str, set[str]] = {}
    for bullet in bullets:
        found.setdefault(reading.federation_of(bullet), set()).add(reading.code_of(bullet))
    return {name: frozenset(codes) for name, codes in found.items()}
