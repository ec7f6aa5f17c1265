"""The operators' guide, run from its start to its end: parked keys, a rebuild, a restore, an upgrade."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

from finsam_common.cli import main
from finsam_common.operations.console import DOORS
from tests.guides.guide import GUIDES, run, statuses, steps


@pytest.mark.timeout(300)
def test_every_command_does_what_the_guide_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(probe.getsockname()[1]))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin")
    for unset in ("DATABASE_URL", "BUS_URL", "FINSAM_TOKEN", "FINSAM_URL"):
        monkeypatch.delenv(unset, raising=False)
    guide = steps("operate.md")
    told = run(guide, tmp_path, "")
    assert [statuses(each) for each in told] == [step.printed for step in guide]
    everything = "\n".join(told)
    assert "event-skipped" in everything
    assert "epoch-accepted" in everything
    assert everything.count("\n201\n") == 2, "the list was imported twice: before the restore, and anew"


def test_every_operators_command_is_told_of() -> None:
    guide = (GUIDES / "operate.md").read_text("utf-8")
    for door in DOORS:
        assert re.search(rf"\b{door.name}\b", guide), door.name


def test_the_command_tells_what_it_can(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ops", "--help"])
    assert "finsam ops" in capsys.readouterr().out
