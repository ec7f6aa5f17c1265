"""What a parameter set may say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic_core import to_json

from finsam_allocation.model.values import EquityEffect, EquityRule, Parameters, Step
from finsam_allocation.parameters.schemas import ParameterSetToRegister
from finsam_common.problems import Invalid
from finsam_common.web.reading import read_json


def read(**said: Any) -> ParameterSetToRegister:
    return read_json(ParameterSetToRegister, to_json({"name": "modell", "validFrom": 2016, "source": "Beslut"} | said))


def test_what_is_left_out_is_as_decided_in_2015() -> None:
    assert read().parameters == Parameters(
        base_ore=40_000_000,
        assistance_weight=Fraction(3, 4),
        inhabitants_weight=Fraction(1, 4),
        brake=Fraction(9, 10),
        increase_limit=None,
        rounding_unit_ore=100,
        level_band=Fraction(1, 10),
        equity=EquityRule(EquityEffect.IGNORED, ()),
    )


def test_what_is_said_reaches_the_model() -> None:
    steps = [{"fundsUpToOre": 500_000_000, "share": "1/4"}, {"fundsUpToOre": None, "share": "0.15"}]
    said = read(
        brake=None, assistanceWeight="2/3", inhabitantsWeight="1/3", equity={"effect": "reduces", "staircase": steps}
    )

    assert said.parameters.brake is None
    assert said.parameters.assistance_weight == Fraction(2, 3)
    assert said.parameters.equity == EquityRule(
        EquityEffect.REDUCES, (Step(500_000_000, Fraction(1, 4)), Step(None, Fraction(3, 20)))
    )


@pytest.mark.parametrize(
    ("valid_to", "year", "covers"),
    [(None, 2016, True), (None, 2015, False), (None, 2090, True), (2020, 2020, True), (2020, 2021, False)],
)
def test_it_covers_its_years(valid_to: int | None, year: int, covers: bool) -> None:
    assert read(validTo=valid_to).covers(year) is covers


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"assistanceWeight": "1/2"}, ""),
        ({"assistanceWeight": 0.75}, "/assistanceWeight"),
        ({"assistanceWeight": "5/4", "inhabitantsWeight": "1/4"}, "/assistanceWeight"),
        ({"brake": "11/10"}, "/brake"),
        ({"brake": "-1/10"}, "/brake"),
        ({"baseOre": -1}, "/baseOre"),
        ({"baseOre": 400_000.5}, "/baseOre"),
        ({"baseOre": 10**14}, "/baseOre"),
        ({"baseOre": True}, "/baseOre"),
        ({"roundingUnitOre": 0}, "/roundingUnitOre"),
        ({"validTo": 2015}, ""),
        ({"validFrom": 1999}, "/validFrom"),
        ({"ageBand": "16–64"}, "/ageBand"),
        ({"name": "Modell 2016"}, "/name"),
        ({"source": ""}, "/source"),
        ({"secret": 1}, "/secret"),
        ({"equity": {"effect": "reduces"}}, "/equity"),
        ({"equity": {"effect": "halved"}}, "/equity/effect"),
        (
            {"equity": {"staircase": [{"fundsUpToOre": 2, "share": "1/2"}, {"fundsUpToOre": 2, "share": "1/3"}]}},
            "/equity",
        ),
        (
            {"equity": {"staircase": [{"fundsUpToOre": None, "share": "1/2"}, {"fundsUpToOre": 2, "share": "1/3"}]}},
            "/equity",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_pointer_and_never_repeated(said: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(**said)

    (fault,) = refused.value.extensions["errors"]
    assert fault["pointer"] == pointer
