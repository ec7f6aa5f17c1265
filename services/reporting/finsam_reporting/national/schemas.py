"""A report as JSON: everything that its page shows stands here."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Moment, Resource
from finsam_reporting.figures.schemas import Definition
from finsam_reporting.findings.finding import Severity, Source
from finsam_reporting.words import Text


class Words(Resource):
    """The same words in Swedish and English."""

    sv: str = Field(examples=["Samordningsförbund"])
    en: str = Field(examples=["Federations"])

    @classmethod
    def of(cls, text: Text) -> Words:
        """Words from the label catalogue."""
        return cls(sv=text.sv, en=text.en)

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.sv


class FigureRow(Definition):
    """One figure of a year: computed beside published."""

    computed: int | None = Field(examples=[51], description="In the figure's unit; null: not registered")
    computed_sv: str = Field(examples=["51 %"], description="As a Swedish reader reads it")
    computed_en: str = Field(examples=["51%"])
    exact: str | None = Field(examples=["301/591"], description="The ratio behind a rounded number")
    published: int | None = Field(examples=[51], description="As printed; null: not printed, or not as a number")
    published_sv: str | None = Field(examples=["51 %"], description="As a Swedish reader reads it")
    published_en: str | None = Field(examples=["51%"])
    published_words: str | None = Field(examples=["51 procent"], description="The printed words")
    published_section: str | None = Field(examples=["3.1"])
    published_page: int | None = Field(examples=[9], description="Where the section begins")
    agrees: bool | None = Field(examples=[True], description="Null: there is nothing to compare")


class TableRow(Resource):
    """A row of a table: the figures in its cells, by code; null where a cell is empty."""

    label: Words
    figures: list[str | None] = Field(examples=[["arbetslivsinriktad-insats-interventions"]])


class Table(Resource):
    """A table of the report. Its cells are figures."""

    code: str = Field(examples=["table-1"])
    section: str = Field(examples=["individual"], description="The part of the report that it belongs to")
    title: Words
    columns: list[Words]
    rows: list[TableRow]


class SeriesYear(Resource):
    """Federations and municipalities at the end of a year; computed from facts, and as published. Null is a gap."""

    year: int = Field(examples=[2024])
    federations: int | None = Field(examples=[69])
    municipalities: int | None = Field(examples=[274])
    published_federations: int | None = Field(examples=[69])
    published_municipalities: int | None = Field(examples=[274])
    published_source: str | None = Field(examples=["Försäkringskassan, rapport om 2024"])


class EquityYear(Resource):
    """The federations' equity and result (million kronor) as published; computed when their facts are registered."""

    year: int = Field(examples=[2023])
    published_equity: int | None = Field(examples=[195])
    published_result: int | None = Field(examples=[-22])


class ListedFederation(Resource):
    """A federation in a county's list. ``notes`` are numbers of the appendix's notes."""

    federation_id: UUID
    name: str = Field(examples=["Samordningsförbundet Insjöriket"])
    municipalities: list[str] = Field(examples=[["Alingsås", "Härryda"]])
    notes: list[int] = Field(examples=[[1]])


class ListedCounty(Resource):
    """A county's federations, and its municipalities outside any, on the last day of the year."""

    code: str = Field(examples=["14"])
    name: str = Field(examples=["Västra Götalands län"])
    federations: list[ListedFederation]
    outside: list[str] = Field(examples=[[]])


class Appendix(Resource):
    """Which municipality is in which federation, by county, with notes on what changed in the year."""

    as_of: date = Field(examples=["2024-12-31"])
    counties: list[ListedCounty]
    notes: list[Words]


class FindingRow(Resource):
    """Something that does not agree, found by a rule."""

    code: str = Field(examples=["share-does-not-follow"], description="The rule; never changes")
    subject: str = Field(examples=["arbetslivsinriktad-insats-interventions-share"])
    figures: list[str] = Field(examples=[["arbetslivsinriktad-insats-interventions-share"]])
    source: Source = Field(examples=["published"])
    severity: Severity = Field(examples=["contradiction"])
    text: Words


class Counted(Resource):
    """How many facts of a kind were counted for a year, and how many of them are synthetic."""

    kind: Literal["interventions", "headcounts", "budgets"]
    year: int = Field(examples=[2024])
    facts: int = Field(examples=[591])
    synthetic: int = Field(examples=[0], description="Made for a demonstration")


class Provenance(Resource):
    """Where the counted facts come from."""

    synthetic: bool = Field(examples=[False], description="Whether any counted fact was made for a demonstration")
    counted: list[Counted]


class Published(Resource):
    """The printed document that figures are compared with."""

    title: str = Field(examples=["Rapport"])
    publisher: str = Field(examples=["Försäkringskassan"])
    dated: date = Field(examples=["2025-03-31"])
    extracted: date = Field(examples=["2025-01-22"], description="When the document's own figures were taken")


class Definitions(Resource):
    """The version of the definitions, and their SHA-256."""

    version: str = Field(examples=["1.0"])
    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class NationalContent(Resource):
    """The national report of a year as known at a moment. The same moment always gives the same content.

    Kept extractions are read with this: a field that comes later has a default.
    """

    report: Literal["national"] = "national"
    year: int = Field(examples=[2024])
    first_day: date = Field(examples=["2024-01-01"])
    last_day: date = Field(examples=["2024-12-31"])
    known_at: Moment
    definitions: Definitions
    published: Published | None
    figures: list[FigureRow]
    tables: list[Table]
    series: list[SeriesYear]
    equity: list[EquityYear]
    appendix: Appendix
    findings: list[FindingRow]
    provenance: Provenance


class NationalReport(NationalContent):
    """A report with the name of its content."""

    digest: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="SHA-256 of everything but this, as JSON",
    )
