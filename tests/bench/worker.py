"""A process of a service, and what it holds in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from finsam_cluster.programs import Program


@dataclass(frozen=True)
class Worker:
    """It answers on ``port``."""

    program: Program
    port: int

    @property
    def memory(self) -> float:
        """What it holds in memory (MB, resident)."""
        return self._status("VmRSS")

    @property
    def peak(self) -> float:
        """The most that it held since the last ``forget_peak`` (MB, resident)."""
        return self._status("VmHWM")

    @property
    def processor(self) -> float:
        """The processor time that it has taken so far (s)."""
        fields = Path(f"/proc/{self.program.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def forget_peak(self) -> None:
        """Begin to look for the peak anew."""
        Path(f"/proc/{self.program.pid}/clear_refs").write_text("5")

    def _status(self, name: str) -> float:
        lines = Path(f"/proc/{self.program.pid}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1000
