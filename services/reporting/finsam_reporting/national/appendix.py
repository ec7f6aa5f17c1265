"""Appendix 1: the federations and their municipalities by county, with notes on what the year changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from finsam_reporting.facts.national import NationalFacts
from finsam_reporting.geography import counties, municipalities
from finsam_reporting.national.schemas import Appendix, ListedCounty, ListedFederation, Words
from finsam_reporting.words import Text, text
from finsam_reporting.words.order import swedish

Note = tuple[UUID, Text]


def appendix(facts: NationalFacts) -> Appendix:
    """The list as of the last day of the year. A federation across counties is listed under each of them."""
    names = _names(facts)
    members: dict[UUID, list[str]] = defaultdict(list)
    for row in facts.members:
        members[row["federation_id"]].append(row["municipality_code"])
    told = list(_notes(facts, names, members))
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for number, (federation_id, _) in enumerate(told, 1):
        numbers[federation_id].append(number)
    listed = [_federation(one, names[one], codes, numbers[one]) for one, codes in members.items()]
    outside = municipalities().keys() - {row["municipality_code"] for row in facts.members}
    return Appendix(
        as_of=date(facts.year, 12, 31),
        counties=[_county(code, listed, members, outside if members else set()) for code in _by_name()],
        notes=[Words.of(note) for _, note in told],
    )


def _names(facts: NationalFacts) -> dict[UUID, str]:
    """What each federation is called on the last day of the year, or was called last."""
    told: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in facts.names:
        told[row["federation_id"]].append(row)
    return {federation_id: name_on(date(facts.year, 12, 31), rows) for federation_id, rows in told.items()}


def name_on(day: date, told: Sequence[Mapping[str, Any]]) -> str:
    """A federation's name on a day: by the last renaming up to it, else until the first one after it, else as formed.

    ``told`` are its names in order of day. The registry may know the newest name first and learn of the renaming later.
    """
    renamings = [row for row in told if row["day"] is not None]
    past = [row for row in renamings if row["day"] <= day]
    if past:
        return str(past[-1]["name"])
    return str(renamings[0]["previous_name"] if renamings else told[-1]["name"])


def _federation(federation_id: UUID, name: str, codes: list[str], notes: list[int]) -> ListedFederation:
    known = municipalities()
    named = sorted((known[code].name for code in codes), key=swedish)
    return ListedFederation(federation_id=federation_id, name=name, municipalities=named, notes=notes)


def _county(
    code: str, listed: list[ListedFederation], members: dict[UUID, list[str]], outside: set[str]
) -> ListedCounty:
    here = [one for one in listed if code in _counties_of(members[one.federation_id])]
    known = municipalities()
    return ListedCounty(
        code=code,
        name=counties()[code],
        federations=sorted(here, key=lambda one: swedish(one.name)),
        outside=sorted((known[each].name for each in outside if known[each].county_code == code), key=swedish),
    )


def _by_name() -> list[str]:
    return sorted(counties(), key=lambda code: swedish(counties()[code]))


def _counties_of(codes: list[str]) -> set[str]:
    return {municipalities()[code].county_code for code in codes}


def _notes(facts: NationalFacts, names: dict[UUID, str], members: dict[UUID, list[str]]) -> Iterator[Note]:
    for federation_id in sorted(members, key=lambda one: swedish(names[one])):
        name = names[federation_id]
        yield from _mergers(facts, federation_id, name, names)
        yield from _renamings(facts, federation_id)
        across = sorted((counties()[code] for code in _counties_of(members[federation_id])), key=swedish)
        if len(across) > 1:
            listed = Text(" och ".join(across), " and ".join(across))
            yield federation_id, text("page.note-across-counties", counties=listed)


def _mergers(facts: NationalFacts, federation_id: UUID, name: str, names: dict[UUID, str]) -> Iterator[Note]:
    merged = [row["predecessor_id"] for row in facts.mergers if row["survivor_id"] == federation_id]
    if merged:
        former = sorted((names[each] for each in merged if each in names), key=swedish)
        filled = text("page.note-merger", former=", ".join(former), year=str(facts.year), name=name)
        yield federation_id, filled


def _renamings(facts: NationalFacts, federation_id: UUID) -> Iterator[Note]:
    for row in facts.names:
        if row["federation_id"] == federation_id and row["day"] is not None and row["day"].year == facts.year:
            filled = text("page.note-renaming", former=row["previous_name"], name=row["name"], year=str(facts.year))
            yield federation_id, filled
