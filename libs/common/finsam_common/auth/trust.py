"""Whose tokens this process believes."""

from __future__ import annotations

from finsam_common.auth.discovery import DiscoveredKeys
from finsam_common.auth.issuer import DevelopmentIssuer
from finsam_common.auth.tokens import Tokens
from finsam_common.settings import Settings


def tokens_for(settings: Settings) -> Tokens:
    """Tokens of the configured issuers; of the development issuer when there is none.

    Raises RuntimeError in production without issuers.
    """
    if settings.issuers:
        return Tokens({issuer: DiscoveredKeys(issuer) for issuer in settings.issuers}, settings.audience)
    issuer = DevelopmentIssuer(settings)
    return Tokens({issuer.name: issuer}, settings.audience)
