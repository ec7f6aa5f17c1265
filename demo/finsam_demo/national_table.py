"""The national report in a terminal: every figure, published beside computed, and the findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from finsam_demo.gateway import Answer

NOTHING: Final = "–"
MARKS: Final = {"contradiction": ("✗", "red"), "rounding": ("≈", "yellow"), "notice": ("i", "cyan")}
"""How a finding's severity shows."""


def show_figures(console: Console, report: Answer) -> None:
    """Each figure once, under the report's table that it stands in."""
    figures = {figure["code"]: figure for figure in report["figures"]}
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
    table.add_column("National report 2024", ratio=1)
    for name, width in (("published", 14), ("computed", 14), ("", 4)):
        table.add_column(name, justify="right", width=width)
    for title, codes in _sections(report):
        table.add_row(Text(title, "bold"), "", "", "")
        for code in codes:
            table.add_row(*_cells(figures[code]))
    console.print(table)


def show_findings(console: Console, report: Answer) -> None:
    """The findings, those that cannot be true first."""
    console.print(Text(f"Findings ({len(report['findings'])})", "bold"))
    for finding in sorted(report["findings"], key=lambda each: list(MARKS).index(each["severity"])):
        mark, colour = MARKS[finding["severity"]]
        line = Table.grid(padding=(0, 1))
        line.add_row(Text(mark, colour), Text(finding["text"]["en"]))
        console.print(Padding(line, (0, 0, 0, 1)))


def tally(report: Answer) -> str:
    """How the published and the computed figures compare, in one line."""
    agrees = [figure["agrees"] for figure in report["figures"] if figure["published"] is not None]
    return (
        f"{agrees.count(True)} published figures agree · {agrees.count(False)} differ (see the findings) · "
        f"{agrees.count(None)} not registered yet"
    )


def _sections(report: Answer) -> Iterator[tuple[str, list[str]]]:
    """The report's tables with the figures that no earlier one had; then what stands in no table."""
    seen: set[str] = set()
    for table in report["tables"]:
        codes = [code for row in table["rows"] for code in row["figures"] if code and code not in seen]
        if codes := list(dict.fromkeys(codes)):
            seen.update(codes)
            yield table["title"]["en"], codes
    if rest := [figure["code"] for figure in report["figures"] if figure["code"] not in seen]:
        yield "Other figures", rest


def _cells(figure: Answer) -> tuple[RenderableType, ...]:
    """Label, published, computed, and what the two say of each other."""
    known = figure["computed"] is not None
    computed = Text(_short(figure["computedEn"]), "" if known else "dim")
    published = Text(_short(figure["publishedEn"] or NOTHING))
    return Padding(Text(figure["labelEn"]), (0, 0, 0, 2)), published, computed, _verdict(figure)


def _short(written: str) -> str:
    return written.replace("percentage point", "point").replace("million kronor", "M kr")


def _verdict(figure: Answer) -> Text:
    if figure["agrees"] is None:
        return Text("")
    if figure["agrees"]:
        return Text("✓", "green")
    return Text(f"{figure['computed'] - figure['published']:+d}".replace("-", "−"), "yellow")
