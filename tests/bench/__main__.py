"""`python -m tests.bench`: measure the lines that are named, or all, and print one table."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from rich.console import Console

from tests.bench import record
from tests.bench.bench import Bench
from tests.bench.line import Line
from tests.bench.lines import LINES
from tests.bench.rounds import Judged, Measured, measure
from tests.bench.table import table

WIDTH = 170


def main(arguments: Sequence[str]) -> int:
    """0 when everything could be measured and nothing was lost, whether or not goals are met."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("lines", nargs="*", choices=[*LINES, []], metavar="LINE", help=", ".join(LINES))
    parser.add_argument("--smoke", action="store_true", help="tiny sizes: does everything work, is nothing lost")
    parser.add_argument(
        "--profile", action="store_true", help=f"look where processes spend their time: {record.PROFILES}"
    )
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended then too
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    lines = [LINES[name] for name in chosen.lines or LINES]
    measured = run(lines, console, smoke=chosen.smoke, profile=chosen.profile)
    console.print(table(_judged(measured), "Medians (least–most) of the rounds"))
    if not chosen.smoke and not chosen.profile:
        console.print(f"Kept in {record.write(measured)}", highlight=False, soft_wrap=True)
    return 0


def run(lines: Sequence[Line], console: Console, *, smoke: bool, profile: bool = False) -> list[Measured]:
    """Measure lines one after another. What was started is ended, and the data removed, whatever happens."""
    record.FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="data-", dir=record.FOLDER))
    folder.chmod(0o755)  # PostgreSQL's own user goes through it
    with ExitStack() as stack:
        stack.callback(rmtree, folder)
        bench = Bench(folder, stack, smoke=smoke, profiles=record.empty_profiles() if profile else None)
        return [_measured(line, bench, console) for line in lines]


def _judged(measured: Sequence[Measured]) -> list[tuple[str, Judged]]:
    return [(one.line.name, judged) for one in measured for judged in one.judged]


def _measured(line: Line, bench: Bench, console: Console) -> Measured:
    console.print(f"{line.name}: {line.says}", highlight=False)
    return measure(line, bench, lambda words: console.print(words, highlight=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
