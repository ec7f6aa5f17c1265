"""Who acts: what a token says about its bearer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args
from uuid import UUID

Role = Literal["federation", "steward", "reader", "operator"]
ROLES: Final = frozenset(get_args(Role))

EVENTS: Final = "events:read"
RESTRICTED_EVENTS: Final = "events:restricted"

SCOPES: Final = {
    "registry:read": "Läsa registret · Read the registry",
    "registry:write": "Föra registret · Keep the registry",
    "followup:read": "Läsa uppföljningen · Read follow-up",
    "followup:write": "Registrera uppföljning · Register follow-up",
    "allocation:read": "Läsa fördelningen · Read the allocation",
    "allocation:write": "Räkna och besluta fördelning · Compute and decide the allocation",
    "reporting:read": "Läsa rapporter · Read reports",
    "reporting:write": "Ta ut rapporter · Make extractions",
    EVENTS: "Prenumerera på öppna händelser · Subscribe to public events",
    RESTRICTED_EVENTS: "Prenumerera på skyddade händelser · Subscribe to restricted events",
    "operate": "Sköta plattformen · Operate the platform",
}
"""Every scope, with what it allows in Swedish and English."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone with a valid token: a system of an organisation, acting in one role.

    ``federations`` are those whose rows are its own; a steward acts for all of them.
    """

    subject: str
    organisation: str
    role: Role
    scopes: frozenset[str]
    federations: frozenset[UUID] = frozenset()
    all_federations: bool = False

    def may(self, scope: str) -> bool:
        """Whether the token carries the scope."""
        return scope in self.scopes

    def owns(self, federation_id: UUID) -> bool:
        """Whether the federation's rows are the principal's own."""
        return self.all_federations or federation_id in self.federations
