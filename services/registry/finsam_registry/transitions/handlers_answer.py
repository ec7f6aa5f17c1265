"""How a transition that stands is answered."""

from __future__ import annotations

from typing import Any

from finsam_common.writes import Accepted, Entry
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.federations.queries_history import PLURALS, decision


async def accepted(docket: Docket, entry: Entry[Any]) -> Accepted:
    """Save the decision and answer with it: 201, its address, its events."""
    events = await docket.save()
    decided = docket.decision
    shown = await decision(docket.uow, decided.kind, decided.id, entry.base_url)
    location = f"/registry/v1/{PLURALS[decided.kind]}/{decided.id}"
    return Accepted(shown, location=location, events=events)
