"""Puts the national report together: pure, from facts that were read and the document that was printed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime

from finsam_reporting.definitions.catalogue import (
    DEFINITIONS_VERSION,
    NATIONAL,
    definitions_digest,
)
from finsam_reporting.definitions.counting import counted
from finsam_reporting.definitions.evaluation import Evaluation
from finsam_reporting.definitions.figure import Figure
from finsam_reporting.definitions.rounding import rounded
from finsam_reporting.facts.national import NationalFacts
from finsam_reporting.figures.schemas import definition_of
from finsam_reporting.findings.finding import Finding
from finsam_reporting.findings.rules import findings
from finsam_reporting.geography import municipalities
from finsam_reporting.national import schemas
from finsam_reporting.national.appendix import appendix
from finsam_reporting.national.tables import tables
from finsam_reporting.published.document import Document, Printed, document_of, published_years
from finsam_reporting.words import Language, Writer, text


def national_report(facts: NationalFacts, known_at: datetime) -> schemas.NationalReport:
    """The report of a year. Equal facts and definitions give equal bytes."""
    document = document_of(facts.year)
    figures = Evaluation(facts.year, counted(facts, len(municipalities())))
    content = schemas.NationalContent(
        year=facts.year,
        first_day=date(facts.year, 1, 1),
        last_day=date(facts.year, 12, 31),
        known_at=known_at,
        definitions=schemas.Definitions(version=DEFINITIONS_VERSION, digest=definitions_digest()),
        published=_published(document),
        figures=[_row(figure, figures, document) for figure in NATIONAL.values() if not figure.internal],
        tables=tables(),
        series=_series(facts),
        equity=_equity(facts.year),
        appendix=appendix(facts),
        findings=[_finding(each) for each in findings(document, facts, figures)],
        provenance=_provenance(facts),
    )
    digest = hashlib.sha256(content.model_dump_json().encode()).hexdigest()
    return schemas.NationalReport(**dict(content), digest=digest)


def _row(figure: Figure, figures: Evaluation, document: Document | None) -> schemas.FigureRow:
    printed = document.figures.get(figure.code) if document else None
    shown = figures.shown(figure.code)
    return schemas.FigureRow(
        **dict(definition_of(figure)),
        computed=shown,
        computed_sv=_written(figure, shown, Language.SWEDISH),
        computed_en=_written(figure, shown, Language.ENGLISH),
        exact=figures.exactly(figure.code),
        published=printed.value if printed else None,
        published_sv=_printed(figure, printed, Language.SWEDISH),
        published_en=_printed(figure, printed, Language.ENGLISH),
        published_words=printed.words if printed else None,
        published_section=printed.section if printed else None,
        published_page=printed.page if printed else None,
        agrees=_agrees(figure, figures, printed),
    )


def _written(figure: Figure, shown: int | None, language: Language) -> str:
    return text("terms.not_registered")[language] if shown is None else figure.unit.write(shown, Writer(language))


def _printed(figure: Figure, printed: Printed | None, language: Language) -> str | None:
    """A printed figure written as computed ones are; its own words where it is not a number."""
    if printed is None:
        return None
    if printed.value is None:
        return f"”{printed.words}”"
    return figure.unit.write(printed.value, Writer(language), printed.precision)


def _agrees(figure: Figure, figures: Evaluation, printed: Printed | None) -> bool | None:
    """Whether the computed value, rounded as the printed one was, is the printed one."""
    exact = figures.value(figure.code)
    if exact is None or printed is None or printed.value is None:
        return None
    return abs(rounded(exact * figure.unit.scale, printed.precision) - printed.value) <= printed.tolerance


def _published(document: Document | None) -> schemas.Published | None:
    if document is None:
        return None
    return schemas.Published(
        title=document.title, publisher=document.publisher, dated=document.dated, extracted=document.extracted
    )


def _series(facts: NationalFacts) -> list[schemas.SeriesYear]:
    """Year by year, computed beside published; what neither facts nor documents tell is a gap."""
    federations = {row["year"]: row["federations"] for row in facts.federations if not row["unsure"]}
    covered = {row["year"]: row["municipalities"] for row in facts.municipalities if not row["unsure"]}
    printed = {each.year: each for each in published_years()}
    return [
        schemas.SeriesYear(
            year=year,
            federations=federations.get(year) or None,
            municipalities=covered.get(year) or None,
            published_federations=printed[year].federations if year in printed else None,
            published_municipalities=printed[year].municipalities if year in printed else None,
            published_source=printed[year].source if year in printed else None,
        )
        for year in sorted(row["year"] for row in facts.federations) or range(2008, facts.year + 1)
    ]


def _equity(year: int) -> list[schemas.EquityYear]:
    return [
        schemas.EquityYear(year=each.year, published_equity=each.equity, published_result=each.result)
        for each in published_years()
        if each.equity is not None and each.year < year
    ]


def _finding(finding: Finding) -> schemas.FindingRow:
    return schemas.FindingRow(
        code=finding.code,
        subject=finding.subject,
        figures=list(finding.figures),
        source=finding.source,
        severity=finding.severity,
        text=schemas.Words.of(finding.text),
    )


def _provenance(facts: NationalFacts) -> schemas.Provenance:
    rows = list(_counted(facts))
    return schemas.Provenance(synthetic=any(row.synthetic for row in rows), counted=rows)


def _counted(facts: NationalFacts) -> Iterator[schemas.Counted]:
    for year in (facts.year - 1, facts.year):
        rows = [row for row in facts.by_focus if row["year"] == year]
        for kind in ("interventions", "headcounts", "budgets"):
            total, synthetic = (sum(int(row[name] or 0) for row in rows) for name in (kind, f"synthetic_{kind}"))
            yield schemas.Counted(kind=kind, year=year, facts=total, synthetic=synthetic)
