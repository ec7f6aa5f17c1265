"""Whether inputs can be frozen, case by case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from pydantic_core import to_json

from finsam_allocation.inputs import errors
from finsam_allocation.inputs.rules import Surroundings, freeze
from finsam_allocation.inputs.schemas import InputsToFreeze
from finsam_allocation.memberships import Area
from finsam_allocation.model.frozen import Frozen, Measure, Terms
from finsam_allocation.model.values import Parameters
from finsam_common.problems import Invalid, Problem
from finsam_common.web.reading import read_json
from tests.allocation.country import NAMES, NORTH, SOUTH, WEST, inputs, measure, terms


def area(federation: UUID, *codes: str, not_known: tuple[str, ...] = ()) -> Area:
    return Area(federation, NAMES[federation], codes, not_known, liquidating=False)


NOW = (area(NORTH, "0001", "0002"), area(SOUTH, "0003"))


def frozen(*now: Area, before: tuple[Area, ...] | None = None, **changes: Any) -> Frozen:
    said = read_json(InputsToFreeze, to_json(inputs(**changes)))
    return freeze(said, Surroundings(now or NOW, before, NAMES))


def test_measures_belong_to_the_federation_of_the_day() -> None:
    assert frozen().measures == (
        Measure("0001", 100_000, 10, NORTH),
        Measure("0002", 100_000, 10, NORTH),
        Measure("0003", 100_000, 10, SOUTH),
        Measure("0004", 100_000, 10, None),
    )


def test_a_federation_with_an_area_takes_part_also_when_nothing_is_told_of_it() -> None:
    assert frozen(federations=[]).terms == (Terms(NORTH, "Finsam Norr"), Terms(SOUTH, "Finsam Söder"))


def test_the_order_of_the_body_does_not_matter_and_names_neither() -> None:
    other = frozen(
        area(SOUTH, "0003"),
        area(NORTH, "0002", "0001"),
        municipalities=[measure(code) for code in ("0004", "0003", "0002", "0001")],
        federations=[terms(SOUTH), terms(NORTH)],
    )

    assert other.digest == frozen().digest


@pytest.mark.parametrize(
    "changes",
    [
        {"frameOre": 70_001},
        {"nationalSupportOre": 0},
        {"source": "Elsewhere"},
        {"illustrative": False},
        {"areasAsOf": "2024-12-30"},
        {"ageBand": "16-65"},
        {"federations": [terms(NORTH, previousOre=1)]},
        {"federations": [terms(NORTH, requestOre=1)]},
        {"municipalities": [measure("0001", 100_001), measure("0002"), measure("0003"), measure("0004")]},
    ],
)
def test_the_digest_is_of_everything_else(changes: dict[str, Any]) -> None:
    assert frozen(**changes).digest != frozen().digest


Case = tuple[Callable[[], Frozen], type[Problem], str | None]
CASES: list[Case] = [
    (
        lambda: frozen(municipalities=[measure("0001"), measure("0002"), measure("0003"), measure("0001")]),
        errors.MunicipalityTwice,
        "/municipalities/3/code",
    ),
    (
        lambda: frozen(federations=[terms(NORTH), terms(NORTH)]),
        errors.FederationTwice,
        "/federations/1/federationId",
    ),
    (lambda: frozen(nationalSupportOre=70_001), errors.FrameTooSmall, "/nationalSupportOre"),
    (lambda: frozen(areasAsOf="2026-01-01"), errors.DayOutsideYear, "/areasAsOf"),
    (lambda: frozen(areasAsOf="2022-12-31"), errors.DayOutsideYear, "/areasAsOf"),
    (lambda: frozen(previousAreasAsOf="1900-01-01"), errors.DayOutsideYear, "/previousAreasAsOf"),
    (lambda: frozen(municipalities=[measure("0001"), measure("0003")]), errors.MeasureMissing, None),
    (
        lambda: frozen(municipalities=[measure(code, 0) for code in ("0001", "0002", "0003")]),
        errors.NothingToShare,
        None,
    ),
    (
        lambda: frozen(federations=[terms(UUID(int=99))]),
        errors.FederationNotYetKnown,
        "/federations/0/federationId",
    ),
    (lambda: frozen(federations=[terms(WEST)]), errors.FederationWithoutArea, "/federations/0/federationId"),
    (lambda: frozen(area(NORTH, "0001", not_known=("0002",))), errors.AreasNotKnown, None),
    (lambda: frozen(area(NORTH, "0001"), area(SOUTH, "0001")), errors.MunicipalityInTwoAreas, None),
]


@pytest.mark.parametrize(("attempt", "problem", "pointer"), CASES)
def test_what_does_not_hold_together_is_refused(
    attempt: Callable[[], Frozen], problem: type[Problem], pointer: str | None
) -> None:
    with pytest.raises(problem) as refused:
        attempt()
    assert refused.value.pointer == pointer


def test_the_municipalities_that_lack_a_measure_are_named() -> None:
    with pytest.raises(errors.MeasureMissing) as refused:
        frozen(municipalities=[measure("0003")])
    assert refused.value.extensions == {"municipality_codes": ["0001", "0002"]}


def test_the_registry_may_be_about_to_tell_so_the_caller_tries_again() -> None:
    with pytest.raises(errors.FederationNotYetKnown) as refused:
        frozen(federations=[terms(UUID(int=99))])
    assert refused.value.retry_after == 1


BEFORE = (area(NORTH, "0001"), area(WEST, "0002"), area(SOUTH, "0003"))


def test_a_predecessor_may_bring_its_previous_allocation() -> None:
    merged = frozen(
        before=BEFORE,
        previousAreasAsOf="2023-12-31",
        federations=[terms(NORTH, previousOre=20_000), terms(WEST, previousOre=5_000), terms(SOUTH, previousOre=1)],
    )
    north, south = merged.federations(Parameters())

    assert [measure.previous_federation_id for measure in merged.measures] == [NORTH, WEST, SOUTH, None]
    assert (north.id, north.previous_ore) == (NORTH, 25_000)
    assert (south.id, south.previous_ore) == (SOUTH, 1)
    assert [(part.before, part.now, int(part.ore)) for part in merged.parts(Parameters())] == [
        (NORTH, NORTH, 20_000),
        (SOUTH, SOUTH, 1),
        (WEST, NORTH, 5_000),
    ]


@pytest.mark.parametrize(
    ("federations", "problem"),
    [
        ([terms(NORTH, previousOre=1), terms(SOUTH, previousOre=1)], errors.PreviousMissing),
        (
            [terms(NORTH, previousOre=1), terms(SOUTH, previousOre=1), terms(WEST, previousOre=1, requestOre=1)],
            errors.FederationWithoutArea,
        ),
    ],
)
def test_a_predecessor_brings_nothing_else_and_none_is_forgotten(
    federations: list[dict[str, Any]], problem: type[Problem]
) -> None:
    with pytest.raises(problem):
        frozen(before=BEFORE, previousAreasAsOf="2023-12-31", federations=federations)


def test_one_that_did_not_exist_then_had_no_previous_allocation() -> None:
    with pytest.raises(errors.FederationWithoutArea):
        frozen(
            before=(area(NORTH, "0001", "0002"),),
            previousAreasAsOf="2023-12-31",
            federations=[terms(NORTH, previousOre=1), terms(SOUTH, previousOre=1)],
        )


def test_a_municipality_that_has_left_still_needs_its_measure_to_split_by() -> None:
    with pytest.raises(errors.MeasureMissing) as refused:
        frozen(
            before=(area(NORTH, "0001", "0002", "0009"), area(SOUTH, "0003")),
            previousAreasAsOf="2023-12-31",
            federations=[terms(NORTH, previousOre=1), terms(SOUTH, previousOre=1)],
        )
    assert refused.value.extensions == {"municipality_codes": ["0009"]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"frameOre": -1}, "/frameOre"),
        ({"frameOre": 10**14}, "/frameOre"),
        ({"frameOre": 339_000_000.0}, "/frameOre"),
        ({"frameOre": "70000"}, "/frameOre"),
        ({"municipalities": []}, "/municipalities"),
        ({"municipalities": [measure("0001", -1)]}, "/municipalities/0/assistanceOre"),
        ({"municipalities": [measure("0001", inhabitants=0)]}, "/municipalities/0/inhabitants"),
        ({"municipalities": [measure("0001", inhabitants=10**9)]}, "/municipalities/0/inhabitants"),
        ({"municipalities": [measure("0001", 10**12, 1)]}, "/municipalities/0"),
        ({"municipalities": [measure("1")]}, "/municipalities/0/code"),
        ({"federations": [{"federationId": "Lund"}]}, "/federations/0/federationId"),
        ({"federations": [terms(NORTH, previousOre=-1)]}, "/federations/0/previousOre"),
        ({"year": 1066}, "/year"),
        ({"areasAsOf": "2024-13-01"}, "/areasAsOf"),
        ({"source": " "}, "/source"),
        ({"illustrative": "yes"}, "/illustrative"),
    ],
)
def test_absurd_numbers_are_refused_by_pointer(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        frozen(**changes)
    assert [fault["pointer"] for fault in refused.value.extensions["errors"]] == [pointer]


def test_equity_may_be_negative() -> None:
    assert frozen(federations=[terms(NORTH, equityOre=-5)]).terms[0].equity_ore == -5
