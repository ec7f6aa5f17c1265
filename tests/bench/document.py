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
BEGIN: Final = "<!-- results: written by python -m tests.bench.document -->"
END: Final = "<!-- end of results -->"


def main() -> int:
    """0 when the page was written; 1 when nothing was ever measured here."""
    found = record.newest()
    measured = [found[name] for name in LINES if name in found]
    if not measured:
        print("Nothing has been measured yet: make bench", file=sys.stderr)
        return 1
    results = markdown((line.name, goal) for _, line in measured for goal in line.goals)
    runs: dict[datetime, tuple[record.Run, list[str]]] = {}
    for run, line in measured:
        runs.setdefault(run.measured_at, (run, []))[1].append(line.name)
    text = "\n\n".join([*(_where(*runs[moment]) for moment in sorted(runs)), results])
    page = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL), "utf-8")
    return 0


def _where(run: record.Run, names: Sequence[str]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    when = f"{run.measured_at:%Y-%m-%d %H:%M} UTC"
    return f"{', '.join(names)}: {when}, commit {run.commit}, {run.machine}; {versions}."


if __name__ == "__main__":
    sys.exit(main())
