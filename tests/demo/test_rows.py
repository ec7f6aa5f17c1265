"""The rows are synthetic, say so, keep the rules, and are the same at every making."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from finsam_contracts.values import Focus, TargetGroup
from finsam_demo import interventions
from finsam_demo.federations import all_federations, cast
from finsam_demo.rows import ndjson
from tests.demo.recount import Wire, federation_id, wire


@pytest.fixture(scope="module")
def rows() -> Wire:
    return wire()


def digest(rows: Wire) -> str:
    lines = b"".join(ndjson([*rows.interventions, *rows.headcounts, *rows.budgets]))
    return sha256(lines).hexdigest()


def test_made_twice_is_the_same_bytes() -> None:
    first = digest(wire())
    interventions.all_interventions.cache_clear()
    assert digest(wire()) == first


def test_every_row_is_marked_synthetic(rows: Wire) -> None:
    assert {one["provenance"] for one in [*rows.interventions, *rows.headcounts, *rows.budgets]} == {"synthetic"}
    assert all(one["name"].startswith("Syntetisk insats") for one in rows.interventions)


def test_an_intervention_of_both_years_stands_once(rows: Wire) -> None:
    carried = [one for one in rows.interventions if one["start"] < "2024" and (one["end"] or "9999") >= "2024"]
    assert (len(rows.interventions), len(carried)) == (707, 455)
    assert len({one["externalId"] for one in rows.interventions}) == 707


def test_external_ids_are_unique_within_each_kind(rows: Wire) -> None:
    for kind in (rows.headcounts, rows.budgets):
        assert len({one["externalId"] for one in kind}) == len(kind)
        assert max(len(one["externalId"]) for one in kind) <= 64


def test_numbers_and_budgets_lie_within_the_life_of_their_intervention(rows: Wire) -> None:
    life = {one["id"]: (one["start"][:7], (one["end"] or "9999-12")[:7]) for one in rows.interventions}
    for one in rows.headcounts:
        start, end = life[one["interventionId"]]
        assert start <= one["period"] <= end
    for one in rows.budgets:
        start, end = life[one["interventionId"]]
        assert start[:4] <= str(one["year"]) <= end[:4]


def test_focus_fits_orientation_and_only_individual_interventions_have_target_groups(rows: Wire) -> None:
    for one in rows.interventions:
        assert Focus(one["focus"]).orientation == one["orientation"]
        assert bool(one["targetGroups"]) == (one["orientation"] == "individual")
        if TargetGroup.NONE_SPECIFIC in one["targetGroups"]:
            assert one["targetGroups"] == [TargetGroup.NONE_SPECIFIC]


def test_individual_interventions_are_counted_by_sex_and_structural_ones_without(rows: Wire) -> None:
    orientation = {one["id"]: one["orientation"] for one in rows.interventions}
    for one in rows.headcounts:
        individual = orientation[one["interventionId"]] == "individual"
        assert (one["women"] is not None, one["men"] is not None) == (individual, individual)
        assert not (individual and one["sexUnknown"])


def test_only_women_in_an_intervention_for_women_only(rows: Wire) -> None:
    groups = {one["id"]: one["targetGroups"] for one in rows.interventions}
    for one in rows.headcounts:
        assert not (groups[one["interventionId"]] == ["enbart-kvinnor"] and one["men"])
        assert not (groups[one["interventionId"]] == ["enbart-man"] and one["women"])


def test_federations_that_ended_in_2024_have_nothing_after_2023(rows: Wire) -> None:
    ended = {str(federation_id(one)) for one in all_federations() if one.ended_2024}
    theirs = [one for one in rows.interventions if one["federationId"] in ended]
    assert len(ended) == 3
    assert {one["federationId"] for one in theirs} == ended
    assert max(one["end"] for one in theirs) <= "2023-12-31"


def test_federations_that_came_late_have_nothing_before_2024(rows: Wire) -> None:
    late = {str(federation_id(one)) for one in cast().late}
    assert len(late) == 7
    assert min(one["start"] for one in rows.interventions if one["federationId"] in late) >= "2024-01-01"


def test_rows_are_plain_json(rows: Wire) -> None:
    line = next(ndjson(rows.headcounts))
    assert json.loads(line) == rows.headcounts[0]
    assert line.endswith(b"\n")
