"""The national report in a real browser: readable without scripts, by everybody, on paper too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from finsam_reporting.national.report import national_report
from finsam_reporting.pages.page import page_of
from finsam_reporting.words import Language
from tests.reporting.nation import nation
from tests.reporting.telling import telling

CHROMIUM = "/usr/bin/chromium"
URL = "http://finsam.test/reporting/v1/extractions/0/page"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

Opened = tuple[Page, list[str]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def pages(tmp_path: Path) -> dict[Language, HTMLResponse]:
    """The report of 2024 from the whole nation's facts, in both languages."""
    async with telling(tmp_path) as told:
        await told(*nation())
        report = national_report(await told.facts(2024), told.now)
    return {language: page_of(report, language, "/reporting/v1/extractions/0") for language in Language}


async def opened(context: BrowserContext, response: HTMLResponse) -> Opened:
    """The page as the service answers it, with its headers; and every address that it asks for."""
    page = await context.new_page()
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(body=bytes(response.body), headers=dict(response.headers))

    await page.route("**/*", answer)
    await page.goto(URL)
    return page, asked


async def test_it_needs_no_script_and_nothing_from_the_network(
    browser: Browser, pages: dict[Language, HTMLResponse]
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page, asked = await opened(context, pages[Language.SWEDISH])
    assert asked == [URL]
    assert await page.locator("h1").inner_text() == "Insatser som samordningsförbunden finansierar 2024"
    assert await page.locator("#diagram-1 svg[role=img] .dot").count() == 4
    assert await page.locator("#diagram-2 svg[role=img] .bar").count() == 7
    style = await page.locator(".masthead").evaluate("node => getComputedStyle(node).backgroundColor")
    assert style == "rgb(13, 74, 84)"


async def test_a_figures_definition_can_be_opened(browser: Browser, pages: dict[Language, HTMLResponse]) -> None:
    page, _ = await opened(await browser.new_context(java_script_enabled=False), pages[Language.SWEDISH])
    row = page.locator("#interventions tr", has_text="Andel strukturövergripande insatser").first
    definition = row.get_by_text("Andelen strukturövergripande insatser av alla finansierade insatser.")
    assert not await definition.is_visible()
    await row.locator("summary").click()
    assert await definition.is_visible()
    assert await row.get_by_text("301 / 591").is_visible()


async def test_published_stands_beside_computed_with_the_findings(
    browser: Browser, pages: dict[Language, HTMLResponse]
) -> None:
    page, _ = await opened(await browser.new_context(), pages[Language.ENGLISH])
    followed = await page.locator("#structural tr.differs-row").first.inner_text()
    assert "147" in followed
    assert "144" in followed
    assert "differs" in followed
    beside = page.locator("section", has=page.locator("#section-structural")).locator(".findings")
    assert any("73 + 65 + 9 are 147" in each for each in await beside.all_inner_texts())


@pytest.mark.parametrize("language", list(Language))
async def test_it_is_accessible(browser: Browser, pages: dict[Language, HTMLResponse], language: Language) -> None:
    page, _ = await opened(await browser.new_context(bypass_csp=True), pages[language])
    results = await Axe().run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()


async def test_it_fits_a_telephone_and_a_sheet_of_paper(
    browser: Browser, pages: dict[Language, HTMLResponse], tmp_path: Path
) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    page, _ = await opened(context, pages[Language.SWEDISH])
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.emulate_media(media="print")
    assert not await page.locator("nav").is_visible()
    assert await page.locator(".banner").is_visible()
    sheets = tmp_path / "report.pdf"
    await page.pdf(path=sheets, format="A4")
    assert sheets.read_bytes().startswith(b"%PDF")
