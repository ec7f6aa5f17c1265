"""Follow-up, wired: which rooms there are."""

from pathlib import Path
from typing import Final

from finsam_common.service import Service
from finsam_followup.base import Base
from finsam_followup.budgets import handlers as budgets
from finsam_followup.budgets import routes as budget_routes
from finsam_followup.code_lists import routes as code_list_routes
from finsam_followup.federations import routes as federation_routes
from finsam_followup.headcounts import handlers as headcounts
from finsam_followup.headcounts import routes as headcount_routes
from finsam_followup.interventions import handlers as interventions
from finsam_followup.interventions import routes as intervention_routes
from finsam_followup.interventions.projections import federations

DESCRIPTION: Final = (
    "Uppföljning av samordningsförbundens insatser: vad som finansieras, för hur många deltagare och till vilken"
    " budget, registrerat av förbunden själva. Enstaka uppgifter eller hela filer; samma rad igen ändrar ingenting.\n\n"
    "Follow-up of what the federations finance, for how many participants and at what budget, as they register it"
    " themselves. Single facts or whole files; the same row again changes nothing."
)

service = Service(
    name="followup",
    title="Uppföljning · Follow-up",
    description=DESCRIPTION,
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    routers=(
        code_list_routes.router,
        federation_routes.router,
        intervention_routes.router,
        headcount_routes.router,
        budget_routes.router,
    ),
    handlers=(interventions.handlers, headcounts.handlers, budgets.handlers),
    hears=(federations,),
)
