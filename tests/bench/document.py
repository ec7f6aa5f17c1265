"""`python -m tests.bench.document`: write the newest result of every line into docs/performance.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from finsam_cluster.topology import ROOT
from tests.bench import record
from tests.bench.lines import LINES
from tests.bench.table import markdown

PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN: Final = "<!-- {}: written by python -m tests.bench.document -->"
END: Final = "<!-- end of {} -->"


def main() -> int:
    """0 when the page was written; 1 when nothing was ever measured here."""
    found = record.newest()
    measured = [found[name] for name in LINES if name in found]
    if not measured:
        print("Nothing has been measured yet: make bench", file=sys.stderr)
        return 1
    page = _between(PAGE.read_text("utf-8"), "results", _results(measured))
    PAGE.write_text(_between(page, "profiles", _profiles()), "utf-8")
    return 0


def _results(measured: Sequence[tuple[record.Run, record.Recorded]]) -> str:
    results = markdown((line.name, goal) for _, line in measured for goal in line.goals)
    runs: dict[datetime, tuple[record.Run, list[str]]] = {}
    for run, line in measured:
        runs.setdefault(run.measured_at, (run, []))[1].append(line.name)
    return "\n\n".join([*(_where(*runs[moment]) for moment in sorted(runs)), results])


def _profiles() -> str:
    """A row for each line, a share for each thing that takes at least a hundredth of its processes' time."""
    rows = [
        f"| {line} | {' · '.join(f'{share:.0%} {layer}' for layer, share in found.items() if share >= 0.01)} |"
        for line, found in record.profiles().items()
    ]
    return "\n".join(["| processes of | busy with |", "| --- | --- |", *rows])


def _between(page: str, what: str, text: str) -> str:
    """The page with a new text between the marks of ``what``."""
    begin, end = BEGIN.format(what), END.format(what)
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.DOTALL)


def _where(run: record.Run, names: Sequence[str]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    when = f"{run.measured_at:%Y-%m-%d %H:%M} UTC"
    return f"{', '.join(names)}: {when}, commit {run.commit}, {run.machine}; {versions}."


if __name__ == "__main__":
    sys.exit(main())
