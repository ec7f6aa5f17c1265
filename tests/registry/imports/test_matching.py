"""A printed name is matched exactly, by the alias table or by a person; likeness only ever suggests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_registry.aliases import shipped
from finsam_registry.identities import name_key
from finsam_registry.imports import rules
from finsam_registry.imports.rules import Bullet, Match, Reading
from finsam_registry.imports.schemas import Matched

OFFICIAL = {name_key(name): code for name, code in (("Upplands-Bro", "0139"), ("Lund", "1281"), ("Lunda", "9999"))}


@pytest.mark.parametrize(
    ("printed", "target", "how"),
    [
        ("Lund", "1281", Matched.EXACT),
        ("LUND", "1281", Matched.EXACT),
        ("  Lund ", "1281", Matched.EXACT),
        ("Upplands Bro", "0139", Matched.ALIAS),
        ("Lundh", "1281", Matched.CONFIRMED),
    ],
)
def test_a_name_stands_for_what_the_tables_say(printed: str, target: str, how: Matched) -> None:
    aliases, confirmed = {name_key("Upplands Bro"): "0139"}, {name_key("Lundh"): "1281"}
    assert rules.match(printed, OFFICIAL, aliases, confirmed) == Match(target, how)


def test_likeness_only_suggests() -> None:
    assert rules.match("Lundd", OFFICIAL, {}, {}) == Match(None, Matched.NOT, ("1281", "9999"))
    assert rules.match("Xyz", OFFICIAL, {}, {}) == Match(None, Matched.NOT)


@given(st.text(max_size=30))
def test_nothing_is_matched_by_likeness(printed: str) -> None:
    found = rules.match(printed, OFFICIAL, {}, {})
    assert (found.target is not None) == (name_key(printed) in OFFICIAL)


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def test_the_shipped_tables_are_what_is_known_of_the_list_of_2024() -> None:
    aliases = shipped()
    assert set(aliases.municipalities.values()) == {"2023", "1230", "0139", "1415", "1864"}
    assert set(aliases.federations.values()) == {"Samordningsförbundet Västmanland"}


def reading(**headings: str) -> Reading:
    matches = ("Lund", "1281", Matched.EXACT), ("Lunds", "1281", Matched.ALIAS), ("Eda", "1730", Matched.EXACT)
    codes = {printed: Match(code, how) for printed, code, how in matches}
    names = {name: Match(target, Matched.ALIAS) for name, target in headings.items()}
    plain = {name: Match(name, Matched.EXACT) for name in ("A", "B") if name not in headings}
    return Reading(names | plain, codes, {})


def test_a_municipality_under_two_names_of_one_federation_is_a_repeat() -> None:
    bullets = [Bullet(1, "x", "A", "Lund"), Bullet(2, "y", "B", "Lunds"), Bullet(3, "x", "A", "Eda")]
    assert rules.repeats(bullets, reading(B="A")) == {1}
    assert rules.contradictions(bullets, reading(B="A")) == []


def test_a_municipality_in_two_federations_is_a_contradiction() -> None:
    bullets = [Bullet(1, "x", "A", "Lund"), Bullet(2, "y", "B", "Lunds")]
    assert rules.contradictions(bullets, reading()) == [(bullets[0], bullets[1])]
    assert rules.repeats(bullets, reading()) == frozenset()
