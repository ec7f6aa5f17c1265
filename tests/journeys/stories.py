"""What journeys begin with: a federation that the registry has formed and follow-up has heard of."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx


def formation(name: str = "Finsam Lund", municipality: str = "1281", region: str = "12") -> dict[str, Any]:
    """The body that forms a federation of one municipality, its region, FK and AF."""
    members = [("fk", "fk"), ("af", "af"), ("region", region), ("municipality", municipality)]
    return {
        "source": "Provdata",
        "effectiveDate": "2020-01-01",
        "name": name,
        "municipalityCodes": [municipality],
        "regionCodes": [region],
        "adoptions": [{"party": party, "code": code, "adoptedOn": "2019-12-01"} for party, code in members],
    }


def intervention(federation_id: str, external_id: str = "i1", **changes: Any) -> dict[str, Any]:
    """The body of an individual intervention."""
    return {
        "externalId": external_id,
        "federationId": federation_id,
        "name": "Klara vägen",
        "orientation": "individual",
        "focus": "arbetslivsinriktad-insats",
        "registrationMethod": "headcount",
        "esfFinanced": False,
        "targetGroups": ["ingen-specifik-malgrupp"],
        "start": "2023-03-15",
        "end": None,
        "provenance": "synthetic",
    } | changes


async def form(steward: httpx.AsyncClient, **of_formation: Any) -> str:
    """Form a federation; its id."""
    answer = await post(steward, "/registry/v1/federations", formation(**of_formation))
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return str(body.get("federationId") or body["id"])


async def post(client: httpx.AsyncClient, path: str, body: Any, key: str | None = None) -> httpx.Response:
    """POST with an Idempotency-Key; again while what it refers to has not arrived yet."""
    headers = {"Idempotency-Key": key or uuid4().hex}
    for _ in range(100):
        answer = await client.post(path, json=body, headers=headers)
        if answer.status_code not in (409, 503) or "retry-after" not in answer.headers:
            return answer
        await asyncio.sleep(0.1)
    return answer


def winding_up(federation_id: str) -> dict[str, Any]:
    """The body that begins to wind a federation up."""
    return {"source": "Provdata", "federationId": federation_id, "effectiveDate": "2024-01-01", "reason": "Provdata"}


def ending(federation_id: str) -> dict[str, Any]:
    """The body that dissolves a federation that has been wound up."""
    return {
        "source": "Provdata",
        "federationId": federation_id,
        "finalAccountServed": "2024-12-15",
        "until": "2024-12-31",
    }
