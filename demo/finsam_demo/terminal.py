"""What the main job says: short lines, a progress bar where somebody watches, the report and the links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from finsam_demo.gateway import Answer
from finsam_demo.links import show_links
from finsam_demo.national_table import show_figures, show_findings, tally
from finsam_demo.reporting import Extraction
from finsam_demo.rows import Dataset

MARGIN = 14


class Terminal:
    """The main job's words on a console."""

    def __init__(self, console: Console, url: str, metrics: str) -> None:
        self._console = console
        self._url = url
        self._metrics = urljoin(url, metrics)

    def imported(self, report: Answer) -> None:
        """What the import of the printed list found."""
        forgotten = [municipality["name"] for municipality in report["inNeitherList"]]
        self._say(
            "printed list",
            f"{report['federations']} federations, {report['municipalities']} municipalities, {report['outside']} "
            f"outside, {len(forgotten)} of them in neither printed list ({', '.join(forgotten)})",
        )
        for finding in report["findings"]:
            self._say("", f"· {finding['en']}")

    @contextmanager
    def counting(self, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar over so many rows; yields what to tell of rows that were taken."""
        columns = (TextColumn("[bold]registering  "), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        watched = self._console.is_terminal
        with Progress(*columns, console=self._console, transient=True, disable=not watched) as progress:
            task = progress.add_task("registering", total=total)
            yield lambda rows: progress.advance(task, rows)

    def posted(self, data: Dataset) -> None:
        """What the federations' systems registered."""
        federations = {one.federation for one in data.interventions}
        self._say(
            "registered",
            f"{len(data.interventions)} interventions of 2023 and 2024, {len(data.headcounts)} monthly numbers and "
            f"{len(data.budgets)} budgets, by {len(federations)} federations' systems; "
            "every row is synthetic and says so",
        )

    def allocated(self, run: Answer) -> None:
        """What the model gave."""
        given = run["summary"]
        self._say(
            "allocation",
            f"{run['year']}: {_millions(given['allocatedOre'])} million kr over {given['federations']} federations, "
            f"{_millions(given['undistributedOre'])} undistributed; {given['aboveLevel']} above, "
            f"{given['inLevel']} in, {given['belowLevel']} below level. "
            "Illustrative: no official assistance measure is public",
        )

    def done_before(self, extraction: Extraction) -> None:
        """That an earlier start did all of it."""
        moment = extraction.known_at[:19].replace("T", " ")
        self._say("kept", f"all of it is registered since an earlier start; the extraction of {moment} UTC")

    def show(self, extraction: Extraction, token: str) -> None:
        """The report, its findings and the links."""
        self._console.print()
        show_figures(self._console, extraction.report)
        self._say("figures", tally(extraction.report))
        self._console.print()
        show_findings(self._console, extraction.report)
        self._console.print()
        show_links(self._console, self._url, self._metrics, extraction.id, token)
        self._console.print("\nThe platform stays up until Ctrl-C.", style="bold")

    def _say(self, what: str, words: str) -> None:
        line = Table.grid()
        line.add_column(width=MARGIN, style="bold")
        line.add_column()
        line.add_row(what, Text(words))
        self._console.print(line)


def _millions(ore: int) -> str:
    """Öre as millions of kronor, to the hundredth below."""
    hundredths = ore // 1_000_000
    return f"{hundredths // 100}.{hundredths % 100:02}"
