"""The report as a web page: one file with its style and its diagrams inside, that needs no script and no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from importlib.resources import files
from typing import Final
from uuid import UUID

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from finsam_contracts.values import TargetGroup
from finsam_reporting.definitions.figure import Unit
from finsam_reporting.findings.finding import Severity
from finsam_reporting.national.schemas import FigureRow, FindingRow, NationalReport, Table
from finsam_reporting.pages import charts
from finsam_reporting.words import Language, Text, Writer, text

SECTIONS: Final = ("coverage", "interventions", "individual", "structural", "groups", "money")
KEY_FIGURES: Final = (
    "federations",
    "municipalities",
    "interventions",
    "individual-interventions-share",
    "individual-participants",
    "individual-women-share",
)

_STYLE: Final = (files(__package__) / "templates" / "report.css").read_text("utf-8")
_TEMPLATES: Final = Environment(
    loader=PackageLoader(__package__),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Language",
}


def page_of(report: NationalReport, language: Language, json_path: str, extraction: UUID | None = None) -> HTMLResponse:
    """The page of a report; ``extraction`` is named on it when the report is a frozen one."""
    view = View(report, language, json_path, extraction)
    html = _TEMPLATES.get_template("report.html").render(view=view, style=Markup(_STYLE))
    return HTMLResponse(html, headers={**_HEADERS, "Content-Language": language})


class View:
    """What the template asks for, in the reader's language."""

    def __init__(self, report: NationalReport, language: Language, json_path: str, extraction: UUID | None) -> None:
        self.report = report
        self.language = language
        self.json_path = json_path
        self.extraction = extraction
        self.write = Writer(language)
        self.sections = SECTIONS
        self.figures = {row.code: row for row in report.figures}

    def t(self, key: str, **parts: Text | str | int) -> str:
        """A text of the page."""
        return text(f"page.{key}", **parts)[self.language]

    @property
    def other_language(self) -> Language:
        """The language that the page is not in."""
        return Language.ENGLISH if self.language is Language.SWEDISH else Language.SWEDISH

    @property
    def title(self) -> str:
        """The report's title."""
        return self.t("title", year=str(self.report.year))

    @property
    def lede(self) -> list[str]:
        """The report in a few sentences; those whose figures are not registered are left out."""
        known = [
            self._sentence(
                "coverage", federations="federations", municipalities="municipalities", all="municipalities-all"
            ),
            self._sentence(
                "interventions",
                interventions="interventions",
                individual="individual-interventions",
                structural="structural-interventions",
            ),
            self._sentence("participants", participants="individual-participants", women="individual-women-share"),
        ]
        sentences = [sentence for sentence in known if sentence]
        return sentences or [self.t("lede_nothing", year=str(self.report.year))]

    @property
    def key_figures(self) -> list[FigureRow]:
        """The figures that stand large at the top."""
        return [self.figures[code] for code in KEY_FIGURES]

    def tables(self, section: str) -> list[Table]:
        """The tables of a section."""
        return [table for table in self.report.tables if table.section == section]

    def label(self, row: FigureRow) -> str:
        """What a figure is called."""
        return self._of(row, "label")

    def computed(self, row: FigureRow) -> str:
        """A figure's computed value."""
        return self._of(row, "computed")

    def published(self, row: FigureRow) -> str | None:
        """A figure's printed value; None when it was not printed."""
        return row.published_en if self.language == Language.ENGLISH else row.published_sv

    def definition(self, row: FigureRow) -> str:
        """What a figure means."""
        return self._of(row, "definition")

    def formula(self, row: FigureRow) -> str:
        """How a figure follows."""
        return self._of(row, "formula")

    def caveats(self, row: FigureRow) -> list[str]:
        """What to know before comparing a figure."""
        return row.caveats_en if self.language == Language.ENGLISH else row.caveats_sv

    def bare(self, row: FigureRow, written: str) -> str:
        """A written value without its unit where the table's row says it: points."""
        return written.split("\u0020")[0] if row.unit is Unit.POINTS else written

    def ratio(self, exact: str) -> str:
        """An exact ratio with its numbers written out."""
        return " / ".join(self.write.plain(int(part)) for part in exact.split("/"))

    def place(self, row: FigureRow) -> str:
        """Where in the printed document a figure stands."""
        section = row.published_section or ""
        named = self.t("section", section=section) if section[:1].isdigit() else section
        return self.t("place", section=named, page=row.published_page or 0)

    def unit(self, row: FigureRow) -> str:
        """What a figure counts."""
        return text(f"terms.unit.{row.unit}")[self.language]

    def findings_of(self, table: Table) -> list[FindingRow]:
        """The findings that stand beside a table: those whose subject is in it."""
        shown = {code for row in table.rows for code in row.figures}
        return [finding for finding in self.report.findings if finding.subject in shown and self._first(table, finding)]

    @property
    def other_findings(self) -> list[FindingRow]:
        """Findings about something that no table shows."""
        beside = {code for table in self.report.tables for row in table.rows for code in row.figures}
        return [finding for finding in self.report.findings if finding.subject not in beside]

    @property
    def contradictions(self) -> int:
        """How many findings say that something cannot be true."""
        return sum(finding.severity is Severity.CONTRADICTION for finding in self.report.findings)

    @cached_property
    def diagram_1(self) -> charts.Lines:
        """Federations and municipalities by year."""
        return charts.lines(self.report.series)

    @cached_property
    def diagram_2(self) -> charts.Bars:
        """Interventions by target group."""
        named = [(text(f"terms.group.{group}")[self.language], group) for group in TargetGroup]
        return charts.bars([(name, self.figures[f"{group}-interventions"]) for name, group in named], self.language)

    def day(self, value: date) -> str:
        """A day in words."""
        return self.write.day(value)

    def moment(self, value: datetime) -> str:
        """A moment in words."""
        return self.write.moment(value)

    def or_gap(self, value: int | None) -> str:
        """A number, or a dash where there is none."""
        return "–" if value is None else self.write.plain(value)

    def number_of(self, items: Iterable[Sequence[str]]) -> int:
        """How many names several lists have together."""
        return sum(len(names) for names in items)

    def _first(self, table: Table, finding: FindingRow) -> bool:
        """Whether the table is the first that shows what the finding is about."""
        showing = (each for each in self.report.tables if any(finding.subject in row.figures for row in each.rows))
        return next(showing).code == table.code

    def _of(self, row: FigureRow, field: str) -> str:
        value: str = getattr(row, f"{field}_{self.language}")
        return value

    def _sentence(self, name: str, **codes: str) -> str | None:
        rows = {place: self.figures[code] for place, code in codes.items()}
        if any(row.computed is None for row in rows.values()):
            return None
        written = {place: self.computed(row) for place, row in rows.items()}
        return self.t(f"lede_{name}", year=str(self.report.year), **written)
