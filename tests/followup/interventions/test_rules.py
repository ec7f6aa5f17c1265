"""Which interventions stand: the code lists of 2023–, the federation's life, the target groups."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_contracts.values import Focus, Orientation, RegistrationMethod, TargetGroup
from finsam_followup.interventions import errors
from finsam_followup.interventions.rules import notices, refusal
from finsam_followup.interventions.schemas import InterventionRegistration
from tests.followup.facts import federation, individual, running, structural, uncounted

LAST_DAY = date(2023, 12, 31)
EVERY_SPECIFIC = [group for group in TargetGroup if group is not TargetGroup.NONE_SPECIFIC]


@pytest.mark.parametrize(
    ("facts", "of_federation", "refused"),
    [
        (individual(), {}, None),
        (structural(), {}, None),
        (uncounted(), {}, None),
        (individual(end=date(2023, 3, 15)), {}, None),
        (individual(end=date(2023, 3, 14)), {}, errors.EndsBeforeStart),
        (individual(start=date(2010, 1, 1)), {}, None),
        (individual(start=date(2009, 12, 31)), {}, errors.BeforeFederation),
        (individual(start=date(2009, 12, 31)), {"since_known": False}, None),
        (individual(end=LAST_DAY), {"until": LAST_DAY}, None),
        (individual(end=date(2024, 1, 1)), {"until": LAST_DAY}, errors.FederationDissolved),
        (individual(), {"until": LAST_DAY}, errors.FederationDissolved),
        (individual(start=date(2024, 5, 1)), {"until": LAST_DAY}, errors.FederationDissolved),
        (individual(focus=Focus.COMPETENCE), {}, errors.FocusDoesNotFit),
        (structural(focus=Focus.PREVENTIVE), {}, errors.FocusDoesNotFit),
        (individual(registration_method=RegistrationMethod.NONE), {}, errors.ParticipantsAreCounted),
        (structural(target_groups=[TargetGroup.YOUNG]), {}, errors.TargetGroupsNotForStructural),
        (structural(target_groups=[TargetGroup.NONE_SPECIFIC]), {}, errors.TargetGroupsNotForStructural),
        (individual(target_groups=[]), {}, errors.TargetGroupMissing),
        (individual(target_groups=[TargetGroup.NONE_SPECIFIC]), {}, None),
        (
            individual(target_groups=[TargetGroup.NONE_SPECIFIC, TargetGroup.YOUNG]),
            {},
            errors.NoSpecificGroupStandsAlone,
        ),
        (individual(target_groups=EVERY_SPECIFIC), {}, None),
    ],
)
def test_an_intervention_stands_or_is_refused_with_its_reason(
    facts: InterventionRegistration, of_federation: dict[str, Any], refused: type[Exception] | None
) -> None:
    problem = refusal(facts, federation(**of_federation))
    assert (type(problem) if problem else None) is refused


def test_a_federation_that_is_not_known_yet_may_be_on_its_way() -> None:
    problem = refusal(individual(), None)
    assert isinstance(problem, errors.FederationNotYetKnown)
    assert int(problem.headers["Retry-After"]) > 0


@given(st.sampled_from(Orientation), st.sampled_from(Focus))
def test_a_focus_fits_exactly_one_orientation(orientation: Orientation, focus: Focus) -> None:
    groups = [TargetGroup.NONE_SPECIFIC] if orientation is Orientation.INDIVIDUAL else []
    problem = refusal(individual(orientation=orientation, focus=focus, target_groups=groups), federation())
    assert (problem is None) == (focus.orientation is orientation)


@given(st.lists(st.sampled_from(TargetGroup), max_size=20))
def test_target_groups_are_a_set(groups: list[TargetGroup]) -> None:
    forwards, backwards = individual(target_groups=groups), individual(target_groups=groups[::-1] + groups)
    assert forwards == backwards
    assert set(forwards.target_groups) == set(groups)


@given(st.sets(st.sampled_from(EVERY_SPECIFIC)))
def test_only_every_specific_group_at_once_is_worth_a_look(groups: set[TargetGroup]) -> None:
    found = [notice.code for notice in notices(individual(target_groups=groups))]
    assert found == (["all-target-groups"] if len(groups) == len(EVERY_SPECIFIC) else [])


@pytest.mark.parametrize(
    ("end", "until", "last"),
    [
        (None, None, None),
        (date(2024, 6, 30), None, date(2024, 6, 30)),
        (None, LAST_DAY, LAST_DAY),
        (date(2024, 6, 30), LAST_DAY, LAST_DAY),
        (date(2023, 6, 30), LAST_DAY, date(2023, 6, 30)),
    ],
)
def test_the_life_ends_with_the_intervention_or_its_federation(
    end: date | None, until: date | None, last: date | None
) -> None:
    assert running(individual(end=end), until=until).last == last


@given(st.dates(date(2023, 1, 1), date(2025, 12, 31)), st.dates(date(2023, 3, 15), date(2025, 12, 31)))
def test_a_month_or_year_is_covered_when_any_of_its_days_is(day: date, end: date) -> None:
    intervention = running(individual(end=end))
    if date(2023, 3, 15) <= day <= end:
        assert intervention.covers(f"{day:%Y-%m}")
        assert intervention.covers(f"{day:%Y}")
    if (day.year, day.month) > (end.year, end.month):
        assert not intervention.covers(f"{day:%Y-%m}")
