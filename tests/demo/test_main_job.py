"""`make run` as its user sees it: one command, killed and started again, ended with Ctrl-C, started over."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "finsam_demo"]
UP = "The platform stays up until Ctrl-C."


class Terminal:
    """A terminal in which the main job is started, on a port and a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "var"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {"DATA_DIR": str(self.folder), "PORT": str(self.port)}
        self.process: subprocess.Popen[str] | None = None

    def start(self, until: str) -> str:
        """Start, and read what it says until a line with these words."""
        self.process = subprocess.Popen(
            COMMAND, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if until in line:
                return said
        raise AssertionError(said)

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code, and what it said after it."""
        assert self.process is not None
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=60)
        code, self.process = self.process.returncode, None
        return code, said

    def another(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The same command once more, beside the one that runs."""
        return subprocess.run(
            [*COMMAND, *arguments], env=self.environment | environment, capture_output=True, text=True, timeout=60
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    if terminal.process is not None:
        terminal.end(signal.SIGKILL)


def page_link(said: str) -> str:
    link = re.search(r"http://\S+/page", said)
    assert link is not None
    return link[0]


@pytest.mark.timeout(600)
def test_one_command_from_the_printed_list_to_the_national_report(terminal: Terminal) -> None:
    terminal.start(until="printed list")
    terminal.end(signal.SIGKILL)
    terminal.start(until="registered")
    terminal.end(signal.SIGKILL)

    said = terminal.start(until=UP)
    assert "69 federations, 274 municipalities, 16 outside, 1 of them in neither printed list" in said
    assert "Överkalix" in said
    assert "707 interventions of 2023 and 2024, 8691 monthly numbers and 1162 budgets" in said
    assert "336.00 million kr over 69 federations, 0.00 undistributed" in said
    assert re.search(r"Interventions financed +591 +591 +✓", said)
    assert re.search(r"Structural interventions with participant follow-up +144 +147 +\+3", said)
    assert re.search(r"State funds: consumed +338\.18 M kr +not registered", said)
    assert "printed 144, but the parts 73 + 65 + 9 are 147" in " ".join(said.split())
    assert max(map(len, without_pastes(said))) <= 100
    page = httpx.get(page_link(said), headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "23 849" in page.text.replace("\u00a0", " ")
    token = re.search(r"TOKEN=(\S+)", said)
    asked = re.search(r'"(http://\S+limit=1)"', said)
    assert token is not None
    assert asked is not None
    runs = httpx.get(asked[1], headers={"Authorization": f"Bearer {token[1]}"}).json()["items"]
    assert [run["summary"]["allocatedOre"] for run in runs] == [336_000_000_00]

    assert terminal.another().returncode == 2
    refused = terminal.another("--reset")
    assert (refused.returncode, "in use" in refused.stderr) == (2, True)
    elsewhere = terminal.another(PORT="1")
    assert elsewhere.returncode == 2

    code, last_words = terminal.end(signal.SIGINT)
    assert (code, last_words) == (0, "")

    again = terminal.start(until=UP)
    assert "registered since an earlier start" in again
    assert page_link(again) == page_link(said)
    assert terminal.end(signal.SIGINT)[0] == 0

    assert terminal.another("--reset").returncode == 0
    assert not terminal.folder.exists()


def without_pastes(said: str) -> list[str]:
    """The lines, but for those that are not wrapped so that they can be pasted."""
    return [line.rstrip() for line in said.splitlines() if "http://" not in line and "TOKEN=" not in line]
