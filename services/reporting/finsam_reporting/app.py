"""Wires the rooms of reporting; nothing else."""

from __future__ import annotations

from pathlib import Path

from finsam_common.service import Service
from finsam_reporting.base import Base
from finsam_reporting.facts import projections

service = Service(
    name="reporting",
    title="Reporting",
    description=(
        "Redovisning: nationella uppgifter med definitioner, frysta uttag och rapporter. "
        "Reporting: national figures with their definitions, frozen extractions and reports."
    ),
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    hears=projections.SETS,
)
