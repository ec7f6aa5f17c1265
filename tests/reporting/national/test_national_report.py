"""The national report of 2024 from the whole nation's facts, against what was printed."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from finsam_reporting.definitions.catalogue import NATIONAL
from finsam_reporting.national.report import national_report
from finsam_reporting.national.schemas import NationalReport
from finsam_reporting.national.tables import tables
from tests.demo.recount import Recount, wire
from tests.reporting.nation import nation
from tests.reporting.telling import Told, formed, joined, telling


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[int, NationalReport]:
    """The reports of both years, made once."""

    async def made(folder: Path) -> dict[int, NationalReport]:
        async with telling(folder) as told:
            await told(*nation())
            return {year: national_report(await told.facts(year), told.now) for year in (2023, 2024)}

    return asyncio.run(made(tmp_path_factory.mktemp("nation")))


@pytest.fixture
def report(reports: dict[int, NationalReport]) -> NationalReport:
    return reports[2024]


def rows(report: NationalReport) -> dict[str, Any]:
    return {row.code: row for row in report.figures}


def names(report: NationalReport) -> set[str]:
    return {one.name for county in report.appendix.counties for one in county.federations}


def test_every_printed_figure_comes_out_but_those_that_contradict_the_documents_own_counts(
    report: NationalReport,
) -> None:
    differ = {row.code: (row.computed, row.published) for row in report.figures if row.agrees is False}
    assert differ == {
        "arbetslivsinriktad-insats-interventions-share": (58, 57),
        "identifiera-individens-behov-interventions-share": (9, 10),
        "kompetenshojande-insats-interventions-share-change": (3, -3),
        "structural-followed": (147, 144),
        "structural-followed-share": (49, 48),
        "arbetslivsinriktad-insats-women-share-change": (1, -2),
        "arbetslivsinriktad-insats-men-share-change": (-1, 2),
    }
    assert sum(row.agrees is True for row in report.figures) > 90


def test_only_what_has_no_facts_yet_is_not_registered(report: NationalReport) -> None:
    missing = {row.code for row in report.figures if row.computed is None}
    assert missing == {code for code in NATIONAL if code.startswith(("state-", "equity-"))}
    assert {row.computed_sv for row in report.figures if row.computed is None} == {"ej registrerat"}


@pytest.mark.parametrize("year", [2023, 2024])
def test_an_independent_count_of_the_rows_gives_the_same(reports: dict[int, NationalReport], year: int) -> None:
    recount, computed = Recount(wire(), year), rows(reports[year])
    assert computed["interventions"].computed == len(recount.ran)
    participants = {"individual": 0, "structural": 0}
    for row in recount.headcounts:
        orientation = recount.by_id[row["interventionId"]]["orientation"]
        participants[orientation] += sum(row[sex] or 0 for sex in ("women", "men", "sexUnknown"))
    for orientation, number in participants.items():
        assert computed[f"{orientation}-participants"].computed == number
    budget = sum(row["ordinaryOre"] + row["esfOre"] for row in recount.budgets)
    assert computed["individual-budget"].computed + computed["structural-budget"].computed == budget


def test_the_year_before_has_no_document_beside_it(reports: dict[int, NationalReport]) -> None:
    before = reports[2023]
    assert before.published is None
    assert {row.agrees for row in before.figures} == {None}
    assert rows(before)["federations"].computed == 72


def test_the_series_has_values_where_facts_are_and_gaps_elsewhere(report: NationalReport) -> None:
    series = {row.year: row for row in report.series}
    assert list(series) == list(range(2008, 2025))
    assert {year: row.federations for year, row in series.items() if row.federations} == {2023: 72, 2024: 69}
    assert {year: row.municipalities for year, row in series.items() if row.municipalities} == {2023: 274, 2024: 274}
    assert series[2012].published_municipalities == 221
    assert series[2019].published_federations is None


def test_the_appendix_lists_everybody_once_but_who_reaches_across_counties(report: NationalReport) -> None:
    listed = [one for county in report.appendix.counties for one in county.federations]
    across = "Samordningsförbundet Västra Värmlands och Norra Dalslands samordningsförbund"
    assert len(names(report)) == 69
    assert [name for name in names(report) if sum(one.name == name for one in listed) > 1] == [across]
    assert len({name for one in listed for name in one.municipalities}) == 274
    outside = [name for county in report.appendix.counties for name in county.outside]
    assert len(outside) == 16
    assert "Överkalix" in outside


def test_its_notes_tell_mergers_renamings_and_counties(report: NationalReport) -> None:
    notes = [note.sv for note in report.appendix.notes]
    assert any("Samordningsförbundet Höganäs" in note and "NNV Skåne" in note for note in notes)
    assert any("Samordningsförbundet Västerås, Samordningsförbundet Västra Mälardalen" in note for note in notes)
    assert any("tidigare Norra Västmanlands Samordningsförbund" in note for note in notes)
    assert any("Värmlands län och Västra Götalands län" in note for note in notes)
    numbered = [n for county in report.appendix.counties for one in county.federations for n in one.notes]
    assert set(numbered) == set(range(1, len(notes) + 1))


def test_a_name_is_the_one_of_the_reports_year(reports: dict[int, NationalReport]) -> None:
    names = {
        year: {one.name for c in report.appendix.counties for one in c.federations} for year, report in reports.items()
    }
    assert "Norra Västmanlands Samordningsförbund" in names[2023] - names[2024]
    assert "Samordningsförbundet Västmanland" in names[2024] - names[2023]


def test_synthetic_facts_are_counted(report: NationalReport) -> None:
    counted = {(row.kind, row.year): (row.facts, row.synthetic) for row in report.provenance.counted}
    assert report.provenance.synthetic
    assert counted["interventions", 2024] == (591, 591)
    assert counted["budgets", 2023] == (571, 571)


def test_every_cell_of_every_table_is_a_figure(report: NationalReport) -> None:
    shown = {row.code for row in report.figures}
    cells = [code for table in tables() for row in table.rows for code in row.figures if code is not None]
    assert set(cells) <= shown
    printed = {row.code for row in report.figures if row.published_words is not None}
    assert printed <= set(cells)


def test_nothing_in_it_is_about_one_federation_but_the_appendix(report: NationalReport) -> None:
    without = report.model_dump(exclude={"appendix"}, mode="json")
    assert "federationId" not in str(without)
    assert "federation_id" not in str(without)


async def test_the_number_of_statements_does_not_grow_with_the_facts(told: Told) -> None:
    await told(formed(), joined("1281"))
    statements: list[str] = []
    event.listen(told.database.engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    await told.facts()
    assert len([each for each in statements if "SELECT" in each]) == 10


@pytest.fixture
async def empty(told: Told) -> NationalReport:
    return national_report(await told.facts(), told.now)


def test_a_platform_without_facts_has_a_report_without_figures(empty: NationalReport) -> None:
    registered = {row.code for row in empty.figures if row.computed is not None}
    assert registered == {"municipalities-all"}
    assert empty.appendix.notes == []
    assert isinstance(empty.known_at, datetime)


async def test_equal_facts_give_equal_bytes_and_other_facts_another_digest(told: Told) -> None:
    then = await told(formed(), joined("1281"))
    first, second = [national_report(await told.facts(known_at=then), then) for _ in range(2)]
    await told(joined("1280"))
    later = national_report(await told.facts(), told.now)
    assert first.model_dump_json() == second.model_dump_json()
    assert first.digest != later.digest
