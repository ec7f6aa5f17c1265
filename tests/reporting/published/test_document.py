"""The printed document as data: every number belongs to a figure, and the known slips are found in it."""

from collections import Counter

from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.findings import arithmetic, document, means
from finsam_reporting.published.document import document_of, published_years

PRINTED = document_of(2024)
assert PRINTED is not None


def test_every_printed_number_is_a_figure_of_the_report() -> None:
    assert PRINTED is not None
    assert PRINTED.figures.keys() <= NATIONAL.keys()
    assert not any(NATIONAL[code].internal for code in PRINTED.figures)
    assert all(each.section and each.page >= 5 for each in PRINTED.figures.values())


def test_only_words_without_a_number_have_no_value() -> None:
    assert PRINTED is not None
    without = {code: each.words for code, each in PRINTED.figures.items() if each.value is None}
    assert without == {
        "structural-largest-share-before": "nästan hälften",
        "all-groups-interventions": "i princip inte längre några",
    }


def test_a_year_without_a_printed_document_has_none() -> None:
    assert document_of(2023) is None


def test_the_rules_find_the_documents_own_slips_and_nothing_else() -> None:
    assert PRINTED is not None
    found = [
        *arithmetic.what_does_not_follow(PRINTED),
        *arithmetic.what_cannot_sum(PRINTED),
        *means.what_is_no_mean(PRINTED),
        *document.what_the_list_lacks(PRINTED),
        *document.what_is_said_two_ways(PRINTED),
    ]
    assert [(each.code, each.subject) for each in found] == [
        ("share-does-not-follow", "arbetslivsinriktad-insats-interventions-share"),
        ("share-does-not-follow", "identifiera-individens-behov-interventions-share"),
        ("parts-do-not-sum", "structural-followed"),
        ("difference-does-not-follow", "equity-change"),
        ("difference-does-not-follow", "equity-change-over-three-years"),
        ("changes-cannot-sum", "utveckla-samverkan-interventions-share-change"),
        ("mean-does-not-follow", "individual-women-share-before"),
        ("list-has-another-length", "municipalities-outside"),
        ("name-told-two-ways", "Arbetslivsinriktad insats"),
        ("name-told-two-ways", "Förberedande insats"),
        ("name-told-two-ways", "Samordningsförbundet Västmanland"),
        ("ended-told-two-ways", "Samordningsförbundet Höganäs"),
        ("number-told-two-ways", "Lagen om finansiell samordning av rehabiliteringsinsatser"),
    ]


def test_published_years_have_gaps_and_sources() -> None:
    years = {each.year: each for each in published_years()}
    assert [year for year, each in years.items() if each.federations] == [2010, *range(2012, 2019), *range(2021, 2025)]
    assert Counter(each.source != "" for each in years.values()) == {True: len(years)}
    assert (years[2023].equity, years[2023].result) == (195, -22)
