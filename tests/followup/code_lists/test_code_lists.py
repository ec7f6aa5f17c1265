"""Every code that a registration may choose is listed, once, with its guidance."""

from enum import StrEnum

import pytest

from finsam_contracts.values import Counting, Focus, Meaning, Orientation, RegistrationMethod, TargetGroup
from finsam_followup.code_lists.queries import code_lists

LISTS = {each.name: each for each in code_lists().items}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("orientation", Orientation),
        ("focus", Focus),
        ("targetGroups", TargetGroup),
        ("registrationMethod", RegistrationMethod),
        ("counting", Counting),
        ("meaning", Meaning),
    ],
)
def test_the_list_has_exactly_the_codes_that_are_accepted(name: str, values: type[StrEnum]) -> None:
    assert sorted(code.code for code in LISTS[name].codes) == sorted(values)


def test_every_focus_says_its_orientation_and_when_to_choose_it() -> None:
    for code in LISTS["focus"].codes:
        assert code.orientation == Focus(code.code).orientation
        assert code.guidance_sv
        assert code.guidance_en


def test_target_groups_are_for_individual_interventions() -> None:
    assert {code.orientation for code in LISTS["targetGroups"].codes} == {Orientation.INDIVIDUAL}
