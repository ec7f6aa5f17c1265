"""What the act asks of members and areas, case by case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_contracts.values import Party
from finsam_registry.federations import rules
from finsam_registry.federations.rules import Bearing, Member, Membership
from finsam_registry.federations.schemas import Status
from finsam_registry.spans import Span
from tests.registry.country import COUNTRY, EDA, ISLAND, LUND, MALMO, SKANE, VARMLAND

HERE, THERE = UUID(int=1), UUID(int=2)
DAY = date(2024, 1, 1)
LATER = date(2025, 1, 1)
STATE = list(rules.STATE)


def municipality(code: str) -> Member:
    return Party.MUNICIPALITY, code


def region(code: str) -> Member:
    return Party.REGION, code


def problem_of(verdict: object) -> str | None:
    return getattr(verdict, "code", None)


@pytest.mark.parametrize(
    ("members", "missing"),
    [
        ([*STATE, region(SKANE), municipality(LUND)], None),
        ([*STATE, region(SKANE), municipality(LUND), municipality(MALMO)], None),
        ([*STATE, region(SKANE), region(VARMLAND), municipality(LUND), municipality(EDA)], None),
        ([*STATE, municipality(ISLAND)], None),
        ([*STATE, municipality(LUND)], [(Party.REGION, SKANE)]),
        ([*STATE, region(SKANE), municipality(LUND), municipality(EDA)], [(Party.REGION, VARMLAND)]),
        ([*STATE, municipality(ISLAND), municipality(EDA)], [(Party.REGION, VARMLAND)]),
        ([*STATE, region(SKANE)], [(Party.MUNICIPALITY, None)]),
        ([region(SKANE), municipality(LUND)], [(Party.FK, "fk"), (Party.AF, "af")]),
        ([STATE[0], region(SKANE), municipality(LUND)], [(Party.AF, "af")]),
    ],
)
def test_section_3_the_parties_and_every_municipalitys_own_region(
    members: list[Member], missing: list[tuple[Party, str | None]] | None
) -> None:
    verdict = rules.parties_take_part(members, COUNTRY)
    if missing is None:
        assert verdict is None
    else:
        assert verdict is not None
        assert verdict.extensions["missing"] == [{"party": party, "code": code} for party, code in missing]


@given(st.sets(st.sampled_from([LUND, MALMO, EDA, ISLAND]), min_size=1))
def test_with_the_regions_that_the_area_needs_the_parties_take_part(area: set[str]) -> None:
    members = [*STATE, *map(region, rules.regions_of(area, COUNTRY)), *map(municipality, area)]
    assert rules.parties_take_part(members, COUNTRY) is None


@pytest.mark.parametrize(
    ("new", "old", "code"),
    [
        (Span(DAY), Span(DAY), "municipality-in-another-federation"),
        (Span(DAY), Span(LATER), "municipality-in-another-federation"),
        (Span(LATER), Span(DAY, until=date(2024, 12, 31)), None),
        (Span(LATER), Span(DAY, until=LATER), "municipality-in-another-federation"),
        (Span(DAY, until=date(2024, 12, 31)), Span(LATER, since_known=False), None),
        (Span(DAY), Span(LATER, since_known=False), "municipality-in-another-federation"),
    ],
)
def test_a_municipality_is_in_one_federation_on_a_day(new: Span, old: Span, code: str | None) -> None:
    verdict = rules.in_one_federation([Membership(HERE, LUND, new)], [Membership(THERE, LUND, old)])
    assert problem_of(verdict) == code


def test_a_municipality_does_not_clash_with_itself_or_with_its_neighbour() -> None:
    existing = [Membership(HERE, LUND, Span(DAY)), Membership(THERE, MALMO, Span(DAY))]
    assert rules.in_one_federation([Membership(HERE, LUND, Span(LATER))], existing) is None


@pytest.mark.parametrize(
    ("bearer", "other", "span", "code"),
    [
        (None, HERE, Span(DAY), "federation-name-taken"),
        (HERE, HERE, Span(DAY), None),
        (HERE, THERE, Span(DAY), "federation-name-taken"),
        (HERE, THERE, Span(DAY, until=date(2024, 6, 30)), None),
    ],
)
def test_a_name_is_borne_by_one_federation_on_a_day(
    bearer: UUID | None, other: UUID, span: Span, code: str | None
) -> None:
    verdict = rules.name_is_free(Bearing(bearer, "nnv skåne", Span(LATER)), [Bearing(other, "nnv skåne", span)])
    assert problem_of(verdict) == code


@pytest.mark.parametrize(
    ("adopted", "answer"),
    [
        ({}, ["adoptions-not-registered"]),
        ({STATE[0]: DAY, municipality(LUND): DAY}, []),
        ({STATE[0]: DAY, municipality(LUND): LATER}, "ordinance-not-adopted"),
        ({STATE[0]: DAY}, "ordinance-not-adopted"),
    ],
)
def test_section_8_every_member_adopts_by_the_day(adopted: dict[Member, date], answer: str | list[str]) -> None:
    verdict = rules.ordinance_adopted([STATE[0], municipality(LUND)], adopted, DAY)
    if isinstance(answer, str):
        assert problem_of(verdict) == answer
    else:
        assert [finding.code for finding in verdict] == answer  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("life", "liquidating_from", "status"),
    [
        (Span(LATER), None, Status.FORMING),
        (Span(LATER, since_known=False), None, Status.NOT_KNOWN),
        (Span(DAY), None, Status.ACTIVE),
        (Span(DAY), LATER, Status.ACTIVE),
        (Span(DAY), date(2024, 3, 1), Status.LIQUIDATING),
        (Span(DAY, until=date(2024, 5, 31)), date(2024, 3, 1), Status.DISSOLVED),
    ],
)
def test_where_a_federation_stands(life: Span, liquidating_from: date | None, status: Status) -> None:
    assert rules.status_on(date(2024, 6, 1), life, liquidating_from) is status


@pytest.mark.parametrize(
    ("life", "liquidating_from", "allowed"),
    [
        (Span(DAY), None, True),
        (Span(LATER, since_known=False), None, True),
        (Span(LATER), None, False),
        (Span(DAY), date(2024, 3, 1), False),
        (Span(DAY, until=LATER), None, False),
    ],
)
def test_only_an_active_federation_changes(life: Span, liquidating_from: date | None, allowed: bool) -> None:
    assert (rules.may_change(date(2024, 6, 1), life, liquidating_from) is None) is allowed
