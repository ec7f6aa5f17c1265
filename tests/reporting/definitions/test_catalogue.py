"""Every figure says what it is, in both languages, and its definition has a version."""

import pytest

from finsam_contracts.catalogue import event_types
from finsam_reporting.definitions.catalogue import (
    DEFINITIONS_VERSION,
    NATIONAL,
    definitions_digest,
    formula_of,
    hides,
    sources_of,
)
from finsam_reporting.definitions.formulas import NotRegistered


@pytest.mark.parametrize("code", NATIONAL)
def test_a_figure_is_told_in_words(code: str) -> None:
    figure = NATIONAL[code]
    for told in (figure.label, figure.definition, formula_of(figure)):
        assert told.sv
        assert told.en
        assert "{" not in told.sv + told.en


@pytest.mark.parametrize("code", NATIONAL)
def test_a_figure_follows_from_figures_and_events_that_exist(code: str) -> None:
    assert all(each.code in NATIONAL for each in NATIONAL[code].formula.inputs)
    assert set(sources_of(code)) <= event_types().keys()


def test_every_figure_comes_from_events_but_those_not_registered_and_the_code_list() -> None:
    without = {code for code in NATIONAL if not sources_of(code)}
    later = {code for code in without if isinstance(NATIONAL[code].formula, NotRegistered)}
    assert without - later == {
        "municipalities-all",
        "state-unused",
        "equity-change",
        "equity-change-over-three-years",
    }


def test_only_what_is_about_one_intervention_is_hidden() -> None:
    assert {code for code in NATIONAL if hides(code)} == {
        "individual-largest",
        "individual-largest-share",
        "structural-largest",
        "structural-largest-share",
        "structural-largest-share-before",
    }


def test_who_changes_a_definition_raises_its_version() -> None:
    assert (DEFINITIONS_VERSION, definitions_digest()[:16]) == ("1.0", "e89b60bbd7bd6bca")
