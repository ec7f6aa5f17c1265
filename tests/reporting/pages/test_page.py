"""The page says what the report says, and nothing that it was given can become markup."""

import pytest

from finsam_reporting.national.report import national_report
from finsam_reporting.national.schemas import NationalReport
from finsam_reporting.pages.page import page_of
from finsam_reporting.words import Language
from tests.reporting.telling import Told, budget, formed, headcount, intervention, joined


def html(report: NationalReport, language: Language = Language.SWEDISH) -> str:
    return bytes(page_of(report, language, "/reporting/v1/extractions/0").body).decode()


async def report_of(told: Told, year: int = 2024) -> NationalReport:
    return national_report(await told.facts(year), told.now)


async def test_a_name_with_markup_is_text(told: Told) -> None:
    await told(formed(name="<script>alert(1)</script> & Co"), joined("1281"))
    page = html(await report_of(told))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in page


async def test_without_facts_the_page_says_so(told: Told) -> None:
    page = html(await report_of(told))
    assert "För 2024 är inga insatser registrerade." in page
    assert page.count("ej registrerat") > 50


async def test_registered_facts_have_no_banner(told: Told) -> None:
    await told(formed(), joined("1281"), intervention(), headcount(), budget())
    assert "Syntetiska uppgifter" not in html(await report_of(told))


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.SWEDISH, ("Beräknat", "Publicerat", "5 / 9")), (Language.ENGLISH, ("Computed", "Published", "5 / 9"))],
)
async def test_each_language_has_its_words(told: Told, language: Language, said: tuple[str, ...]) -> None:
    await told(formed(), joined("1281"), intervention(), headcount())
    page = html(await report_of(told), language)
    assert all(word in page for word in said)


async def test_a_year_without_a_printed_document_compares_with_nothing(told: Told) -> None:
    await told(formed(), joined("1281"), intervention())
    page = html(await report_of(told, 2023))
    assert "Det finns inget tryckt dokument för året" in page
    assert "stämmer</span>" not in page


async def test_every_figure_of_the_report_is_on_the_page(told: Told) -> None:
    report = await report_of(told)
    placed = {code for table in report.tables for row in table.rows for code in row.figures}
    assert {row.code for row in report.figures} <= placed
