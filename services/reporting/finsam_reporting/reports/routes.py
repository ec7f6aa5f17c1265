"""HTTP for reports: as JSON, and as a page for those who ask for HTML."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from finsam_common.auth import public
from finsam_common.events.known import FactsNotArrived
from finsam_common.web import KnownAt, Router
from finsam_contracts.values import Year
from finsam_reporting.facts.arrival import Arrived
from finsam_reporting.national.report import national_report
from finsam_reporting.national.schemas import NationalReport
from finsam_reporting.pages.asked import Accept, AcceptLanguage, Lang
from finsam_reporting.pages.page import page_of
from finsam_reporting.words.negotiation import language_of, wants_page

router = Router("/reports", tags=["reports"])
ReportYear = Annotated[Year, Path(examples=[2024])]


@router.get("/national/{year}", rights=public(), answers=NationalReport, refuses=[FactsNotArrived])
async def read_national_report(
    year: ReportYear,
    known_at: KnownAt,
    arrived: Arrived,
    lang: Lang = None,
    accept: Accept = None,
    accept_language: AcceptLanguage = None,
) -> Response:
    """Read the national report of a year, as it is known now or was known at a moment.

    Each figure is computed from the facts, beside what was printed; with tables, series, appendix and findings. The
    same `knownAt` gives the same content and digest for ever. With `Accept: text/html` it is a web page.
    """
    moment = await arrived.at(known_at)
    report = national_report(await arrived.facts(year, moment), moment)
    if not wants_page(accept):
        return Response(report.model_dump_json(), headers={"Vary": "Accept"}, media_type="application/json")
    moment_in_path = moment.isoformat().replace("+00:00", "Z")
    here = f"/reporting/v1/reports/national/{year}?knownAt={moment_in_path}"
    return page_of(report, language_of(lang, accept_language), here)
