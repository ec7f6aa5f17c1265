"""What a run has measured: printed at its end, and never asserted."""

from __future__ import annotations

from typing import Final

FIGURES: Final[list[str]] = []


def figures(what: str, **found: float) -> None:
    """Have a line printed: ``cut off: seconds 12.3, told 2,200``."""
    FIGURES.append(f"{what}: " + ", ".join(f"{name.replace('_', ' ')} {value:,.10g}" for name, value in found.items()))
