"""Follow-up with something to tell, and those who want to hear it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from finsam_contracts import Event
from finsam_contracts.followup import HeadcountVoided, InterventionVoided, Numbers
from tests.world import Caller, World

EVENTS = "/followup/v1/events"
WEBHOOKS = "/followup/v1/webhooks"
TOLD = "followup.intervention-voided.v1"
RESTRICTED = "followup.headcount-voided.v1"
HOME = UUID("0f0f0f0f-0000-4000-8000-00000000000a")
NUMBERS = Numbers(women=1, men=0, sex_unknown=0)


def voided(version: int, intervention_id: UUID | None = None) -> InterventionVoided:
    """Something that everybody may know; ``version`` tells one from another."""
    return InterventionVoided(
        intervention_id=intervention_id or uuid4(), version=version, federation_id=HOME, recorded_at=datetime.now(UTC)
    )


def headcount_voided(version: int) -> HeadcountVoided:
    """Something that shows small numbers of people."""
    return HeadcountVoided(
        headcount_id=uuid4(),
        version=version,
        intervention_id=uuid4(),
        federation_id=HOME,
        period="2024-03",
        previous=NUMBERS,
        recorded_at=datetime.now(UTC),
    )


async def tell(world: World, *events: Event) -> None:
    """Let follow-up commit events; they are not published before something moves."""
    async with world.runtime("followup").database.write() as uow:
        for event in events:
            uow.emit(event)


async def publish(world: World, *events: Event) -> None:
    """Let follow-up tell events to everybody."""
    await tell(world, *events)
    await world.settle()


async def read(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    """The events that a caller reads."""
    answer = await caller.get(EVENTS, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    found: list[dict[str, Any]] = answer.json()
    return found


def versions(events: list[dict[str, Any]]) -> list[int]:
    """Which events these are."""
    return [event["data"]["version"] for event in events]


async def post(caller: Caller, path: str, body: dict[str, Any] | None = None, status: int = 200) -> dict[str, Any]:
    """What was answered to a request about webhooks."""
    answer = await caller.post(WEBHOOKS + path, json=body, headers={"Idempotency-Key": uuid4().hex})
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def register(caller: Caller, url: str, *types: str) -> dict[str, Any]:
    """Register a webhook, as it is answered."""
    return await post(caller, "", {"url": url, "types": list(types) or [TOLD]}, 201)


async def subscribe(caller: Caller, url: str, *types: str) -> dict[str, Any]:
    """A webhook that is registered and verified, with its secret."""
    webhook = await register(caller, url, *types)
    return webhook | await post(caller, f"/{webhook['id']}/verifications")


async def look(caller: Caller, webhook: dict[str, Any]) -> dict[str, Any]:
    """The webhook as its owner sees it now."""
    answer = await caller.get(f"{WEBHOOKS}/{webhook['id']}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
