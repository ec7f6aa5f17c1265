"""The registry, put together from its rooms."""

from __future__ import annotations

from pathlib import Path

from finsam_common.service import Service
from finsam_registry.base import Base
from finsam_registry.coverage import routes as coverage
from finsam_registry.federations import handlers as federation_handlers
from finsam_registry.federations import routes as federations
from finsam_registry.federations.errors import FederationNameTaken, OrganisationNumberTaken
from finsam_registry.imports import handlers as import_handlers
from finsam_registry.imports import routes as imports
from finsam_registry.reference import routes as reference
from finsam_registry.transitions import handlers, handlers_attestation, handlers_merger
from finsam_registry.transitions import routes as transitions

service = Service(
    name="registry",
    title="Registret · Registry",
    description=(
        "Vilka samordningsförbund som finns, när, med vilka medlemmar, och vilken källa som visar det.\n\n"
        "Which federations exist, when, with which members, and which source shows it."
    ),
    metadata=Base.metadata,
    migrations=Path(__file__).parent / "migrations",
    routers=[
        federations.router,
        transitions.router,
        coverage.router,
        imports.router,
        reference.municipalities,
        reference.counties,
    ],
    handlers=[
        federation_handlers.handlers,
        handlers.handlers,
        handlers_merger.handlers,
        handlers_attestation.handlers,
        import_handlers.handlers,
    ],
    constraints={
        "pk_federations": FederationNameTaken,
        "uq_federations_organisation_number": OrganisationNumberTaken,
    },
)
