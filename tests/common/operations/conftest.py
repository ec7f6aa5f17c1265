"""A registry that tells, a follow-up that hears, and an operator who looks after both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from finsam_common.events.projections import Change, Heard
from finsam_contracts import Event
from finsam_contracts.registry import FederationFormed, FederationRenamed
from tests.world import Caller, World, open_world

HOME = UUID("5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b")
AWAY = UUID("9a1e2d3c-0b4f-5c6d-8e7f-1a2b3c4d5e6f")
WHY = {"reason": "Ärende 2024-118"}


class Platform:
    """The world with an operator in it; ``act`` posts what it does to follow-up, ``see`` reads."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.operator: Caller = world.caller("operator")

    async def tell(self, *events: Event) -> None:
        """Let the registry say something, and everybody hear it."""
        async with self.world.runtime("registry").database.write() as uow:
            for event in events:
                uow.emit(event)
        await self.world.settle()

    async def see(self, path: str, service: str = "followup") -> Any:
        """What an operator reads."""
        answer = await self.operator.get(f"/{service}/v1/operations{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def act(self, path: str, body: Any = None, service: str = "followup", key: str | None = None) -> Any:
        """What an operator does, and what is answered."""
        answer = await self.try_to(path, body, service, key)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()

    async def try_to(
        self, path: str, body: Any = None, service: str = "followup", key: str | None = None
    ) -> httpx.Response:
        """What an operator attempts."""
        return await self.operator.register(f"/{service}/v1/operations{path}", body, key)

    async def acts(self, service: str = "followup") -> list[str]:
        """The acts in the audit, in their order."""
        return [each["act"] for each in reversed((await self.see("/audit", service))["items"])]

    async def names(self) -> dict[str, str]:
        """What follow-up calls the federations that it has heard of."""
        listed = await self.world.steward.get("/followup/v1/federations")
        return {each["id"]: each["name"] for each in listed.json()["items"]}

    async def parked(self) -> Any:
        """The only parked key."""
        (key,) = (await self.see("/parked-keys"))["items"]
        return key

    @contextmanager
    def failing(self, fails_for: UUID) -> Iterator[None]:
        """While this lasts, follow-up cannot hear of a federation's forming."""
        hearing = self.world.runtime("followup").consumer.hearings["federations"]
        projections = hearing.set._projections[FederationFormed.event_name]

        def fail(heard: Heard[FederationFormed]) -> list[Change]:
            if heard.event.federation_id == fails_for:
                raise KeyError(heard.event.name)
            return []

        projections.insert(0, fail)
        try:
            yield
        finally:
            projections.remove(fail)


def formed(federation_id: UUID = HOME, name: str = "Finsam Hemma") -> FederationFormed:
    """A federation is formed."""
    return FederationFormed(
        federation_id=federation_id,
        name=name,
        county_codes=["12"],
        since=date(2010, 1, 1),
        since_known=True,
        recorded_at=datetime.now(UTC),
    )


def renamed(name: str, federation_id: UUID = HOME) -> FederationRenamed:
    """A federation has another name."""
    return FederationRenamed(
        federation_id=federation_id,
        name=name,
        previous_name="Finsam",
        effective_date=date(2024, 1, 1),
        recorded_at=datetime.now(UTC),
    )


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    async with open_world(tmp_path, ("registry", "followup")) as world:
        yield Platform(world)
