"""The results as JSON: where they were measured, with what, and every round."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Final

from pydantic import BaseModel

from finsam_cluster.topology import ROOT
from tests.bench.bench import PREPARATION
from tests.bench.profile import shares
from tests.bench.rounds import Judged, Measured

FOLDER: Final = ROOT / "var" / "bench"
PROFILES: Final = FOLDER / "profiles"
LIBRARIES: Final = ("aiokafka", "asyncpg", "fastapi", "pydantic", "sqlalchemy", "uvicorn", "uvloop")


class Recorded(BaseModel):
    """One line of a run."""

    name: str
    says: str
    goals: list[Judged]
    rounds: list[dict[str, float]]


class Run(BaseModel):
    """One run; ``commit`` is that of the code, with a ``+`` when it had been changed since."""

    measured_at: datetime
    commit: str
    machine: str
    versions: dict[str, str]
    lines: list[Recorded]


def write(measured: Sequence[Measured]) -> Path:
    """Keep a run as ``var/bench/<time>.json``; where."""
    run = Run(
        measured_at=datetime.now(UTC),
        commit=_commit(),
        machine=_machine(),
        versions=_versions(),
        lines=[
            Recorded(name=one.line.name, says=one.line.says, goals=list(one.judged), rounds=list(map(dict, one.rounds)))
            for one in measured
        ],
    )
    path = FOLDER / f"{run.measured_at:%Y-%m-%dT%H%M%S}.json"
    path.write_text(run.model_dump_json(indent=1) + "\n", "utf-8")
    return path


def newest() -> Mapping[str, tuple[Run, Recorded]]:
    """The newest result of every line that was ever measured here, with its run."""
    runs = [Run.model_validate_json(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))]
    return {line.name: (run, line) for run in runs for line in run.lines}


def empty_profiles() -> Path:
    """The folder for the profiles of a run."""
    rmtree(PROFILES, ignore_errors=True)
    PROFILES.mkdir(parents=True)
    return PROFILES


def profiles() -> dict[str, dict[str, float]]:
    """Where the processes of each line spent their time, as the newest profile has it."""
    files: dict[str, list[Path]] = {}
    for file in sorted(PROFILES.glob("*.txt")):
        files.setdefault(file.stem.rpartition("-")[0], []).append(file)
    return {line: shares(found) for line, found in files.items() if line != PREPARATION}


def _commit() -> str:
    git = ("git", "-C", str(ROOT))
    return _said_by(*git, "rev-parse", "--short", "HEAD") + ("+" if _said_by(*git, "status", "--porcelain") else "")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {_processor()}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _versions() -> dict[str, str]:
    postgres = _said_by("psql", "--version").removeprefix("psql (PostgreSQL) ").split(" ")[0]
    return {
        "python": platform.python_version(),
        "postgresql": postgres,
        **{name: version(name) for name in LIBRARIES},
    }


def _said_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
