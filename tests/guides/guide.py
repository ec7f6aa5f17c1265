"""A guide as a program: its `sh run` blocks, run in order in one shell, beside the answers printed below them."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
PATIENCE_SECONDS = 240
_FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"HTTP/1\.1 (\d{3}) ")
_MARK = "== the answers of step"


@dataclass(frozen=True)
class Step:
    """One runnable block, and the statuses that the guide prints below it; ``line`` is where it stands."""

    line: int
    commands: str
    printed: list[int]


def steps(name: str) -> list[Step]:
    """The runnable blocks of a guide. An `http` block belongs to the runnable block before it."""
    text = (GUIDES / name).read_text("utf-8")
    found: list[Step] = []
    for fence in _FENCE.finditer(text):
        if fence["kind"] == "sh run":
            found.append(Step(text[: fence.start()].count("\n") + 1, fence["text"], []))
        elif fence["kind"] == "http":
            found[-1].printed.extend(statuses(fence["text"]))
    return found


def statuses(text: str) -> list[int]:
    """Every HTTP status in what curl prints."""
    return [int(status) for status in _STATUS.findall(text)]


def run(guide: list[Step], folder: Path, url: str) -> list[str]:
    """Run the steps as a reader does: one bash, one folder, one after the other. What each printed."""
    script = "set -eu\n" + "".join(f"echo '{_MARK} {step.line}'\n{step.commands}echo\n" for step in guide)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ | {"URL": url, "PROJECT": str(GUIDES.parents[1]), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.split(_MARK)[1:]
