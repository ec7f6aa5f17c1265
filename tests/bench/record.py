"""The results as JSON: where they were measured, with what, and every round."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from finsam_cluster.topology import ROOT
from tests.bench.rounds import Judged, Measured

FOLDER: Final = ROOT / "var" / "bench"
LIBRARIES: Final = ("aiokafka", "asyncpg", "fastapi", "pydantic", "sqlalchemy", "uvicorn", "uvloop")


def write(measured: Sequence[Measured], folder: Path) -> Path:
    """Keep a run as ``<date>.json``; where."""
    now = datetime.now(UTC)
    said = {
        "measuredAt": now.isoformat(timespec="seconds"),
        "commit": _said_by("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"),
        "machine": _machine(),
        "versions": _versions(),
        "lines": [_line(one) for one in measured],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def _line(one: Measured) -> dict[str, Any]:
    return {
        "name": one.line.name,
        "says": one.line.says,
        "goals": [_judged(judged) for judged in one.judged],
        "rounds": [dict(values) for values in one.rounds],
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return asdict(judged) | {"met": judged.met}


def _machine() -> dict[str, Any]:
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "processors": os.cpu_count(),
        "model": names[0] if names else platform.machine(),
        "memoryGiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.platform(),
    }


def _versions() -> dict[str, str]:
    programs = {"postgresql": _said_by("psql", "--version").rpartition("PostgreSQL) ")[2].split(" ")[0]}
    return {"python": platform.python_version(), **programs, **{name: version(name) for name in LIBRARIES}}


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []
