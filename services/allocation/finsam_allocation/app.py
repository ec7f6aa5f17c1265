"""The allocation service, wired from its rooms."""

from __future__ import annotations

from pathlib import Path

from finsam_allocation.areas import projections as areas
from finsam_allocation.areas import routes as areas_routes
from finsam_allocation.base import Base
from finsam_allocation.inputs import handlers as inputs
from finsam_allocation.inputs import routes as inputs_routes
from finsam_allocation.parameters import handlers as parameters
from finsam_allocation.parameters import routes as parameters_routes
from finsam_allocation.runs import handlers as runs
from finsam_allocation.runs import routes as runs_routes
from finsam_common.service import Service

DESCRIPTION = """
Fördelar statens medel till samordningsförbunden: underlag som fryses, parametrar i versioner, och en fördelningsmodell
som räknar exakt och redovisar varje mellansteg, så att vem som helst kan räkna om den.

Allocates the state's money to the federations: inputs that are frozen, parameters in versions, and a model that
computes exactly and accounts for every step, so that anybody can compute it again.

Money is whole öre. Exact values are rationals written as text, such as `339000000/7`. Försörjningsmått per
municipality is not in the open: what is made up to show the model is marked *illustrative*. The equity staircase is
not public: parameter sets have none unless somebody registers it.
"""

service = Service(
    name="allocation",
    title="Fördelning · Allocation",
    description=DESCRIPTION.strip(),
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    routers=(parameters_routes.router, inputs_routes.router, runs_routes.router, areas_routes.router),
    handlers=(parameters.handlers, inputs.handlers, runs.handlers),
    hears=(areas.areas,),
)
