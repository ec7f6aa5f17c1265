"""What is the same in the documents of all APIs: whom to ask, what to expect, how everything works."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic.alias_generators import to_camel

CONTACT: Final = {
    "name": "Finsam-plattformen",
    "url": "https://finsam.example/kontakt",
    "email": "finsam@finsam.example",
}
LICENSE: Final = {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"}
TERMS: Final = "https://finsam.example/villkor"

SLA: Final = (
    "Ingen servicenivå är fastställd för den här installationen; den som driver den anger sin. · "
    "No service level is set for this installation; whoever runs it states theirs. What always holds: an accepted "
    "write is durable before it is answered, and 503 with Retry-After means that nothing was written."
)
LIMITATIONS: Final = (
    "A JSON body holds up to 1 MiB, a file up to 256 MiB, a row of a file up to 64 KiB, unless configured otherwise; "
    "a page up to 1,000 items; an atomic file up to 10,000 rows. Idempotency keys are kept for 30 days. "
    "Services hear one another's events a moment later, so a federation may for that moment not yet be known."
)

INFO: Final = {
    "termsOfService": TERMS,
    "contact": CONTACT,
    "license": LICENSE,
    "x-sla": SLA,
    "x-limitations": LIMITATIONS,
}

GENERAL: Final = """\
## Så fungerar API:et
Allt är JSON med camelCase. Tider är RFC 3339, i UTC när de kommer ut. Pengar är hela ören. Fel är
`application/problem+json` (RFC 9457) med en stabil `code`. Listor bläddras med `cursor` och `limit`; följ länken
`next`. `asOf` frågar hur något var en dag, `knownAt` vad som då var känt. Åtkomst ges av en OAuth 2.0-token (JWT) från
en betrodd utfärdare.

Den som registrerar sänder `Idempotency-Key`: samma nyckel och innehåll ger samma svar igen, hur ofta det än sänds.
Ändringar sänder `If-Match` med resursens `ETag`. Filer sänds som NDJSON eller CSV till `…/submissions`, med ett svar
per rad; en avvisad rad påverkar inte de andra.

## How the API works
Everything is JSON in camelCase. Times are RFC 3339, in UTC when they come out. Money is whole öre. Errors are
`application/problem+json` (RFC 9457) with a stable `code`. Lists are paged with `cursor` and `limit`; follow the link
`next`. `asOf` asks how something was on a day, `knownAt` what was known then. Access is by an OAuth 2.0 token (JWT) of
a trusted issuer.

Whoever registers sends an `Idempotency-Key`: the same key and content give the same answer again, however often they
are sent. Updates send `If-Match` with the resource's `ETag`. Files go as NDJSON or CSV to `…/submissions`, with one
result per row; a rejected row costs no other.

## Livscykel · Life cycle
Inom v1 läggs bara till; det som ska tas bort aviseras med `Deprecation` och `Sunset`. · Within v1 things are only
added; what goes is announced by `Deprecation` and `Sunset`. No date of retirement is set.
"""

SECURITY: Final = (
    "A JWT access token (RFC 9068) of a trusted issuer, signed with ES256 or RS256, with the claims organisation, role "
    "and federations."
)

IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Your name for this request, the same when you repeat it; kept for 30 days",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "examples": ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    },
}
IF_MATCH: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that the update builds on",
    "schema": {"type": "string", "examples": ['"1"']},
}
WRITE_HEADERS: Final[dict[str, Any]] = {
    "ETag": {"description": "The version, for If-Match", "schema": {"type": "string"}, "example": '"1"'},
    "Location": {
        "description": "Where a new resource is",
        "schema": {"type": "string", "format": "uri"},
        "example": "https://finsam.example/followup/v1/headcounts/5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b",
    },
}
FILE_HEADERS: Final[dict[str, Any]] = {
    "Location": {
        "description": "The submission, where the results can be read again",
        "schema": {"type": "string", "format": "uri"},
        "example": "https://finsam.example/followup/v1/submissions/8c2d0a52-5a4e-5a2e-9f5e-6b0c5d1e2f3a",
    },
}
HTML_EXAMPLE: Final = '<!doctype html><html lang="sv"><title>Redovisning</title></html>'

_NAMED: Final = re.compile(r"``([^`]+)``")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]*")


def on_the_wire(document: Any) -> Any:
    """A document whose words, written beside the code, name fields as they are on the wire, in Markdown."""
    if isinstance(document, dict):
        return {
            name: _NAMED.sub(_named, value)
            if name in ("description", "summary") and isinstance(value, str)
            else on_the_wire(value)
            for name, value in document.items()
        }
    return [on_the_wire(each) for each in document] if isinstance(document, list) else document


def _named(found: re.Match[str]) -> str:
    return f"`{to_camel(found[1]) if _FIELD.fullmatch(found[1]) else found[1]}`"
