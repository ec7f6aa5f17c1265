"""Reporting, wired: which rooms there are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from finsam_common.service import Service
from finsam_reporting.base import Base
from finsam_reporting.extractions import handlers as extractions
from finsam_reporting.extractions import routes as extraction_routes
from finsam_reporting.facts.projections import SETS
from finsam_reporting.figures import routes as figure_routes
from finsam_reporting.reports import routes as report_routes

DESCRIPTION: Final = (
    "Redovisning av den finansiella samordningen: nationella uppgifter med definitioner, jämförda med det som"
    " publicerats, med iakttagelser där något inte går ihop. Ett uttag fryser uppgifterna som de var kända då.\n\n"
    "Reports on financial coordination: national figures with their definitions, beside what was published, with"
    " findings where something does not agree. An extraction freezes the figures as they were known then."
)

service = Service(
    name="reporting",
    title="Redovisning · Reporting",
    description=DESCRIPTION,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    routers=(extraction_routes.router, report_routes.router, figure_routes.router),
    handlers=(extractions.handlers,),
    hears=SETS,
)
