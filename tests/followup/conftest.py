"""Follow-up alone, hearing a registry that says what a test lets it say."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from finsam_common.db import Database, service_metadata
from finsam_common.events.relay import Relay
from finsam_contracts import Event
from finsam_contracts.registry import FederationDissolved, FederationFormed
from tests.followup.facts import AWAY, HOME
from tests.world import Caller, World, open_world

Tell = Callable[..., Awaitable[None]]


class Office:
    """A federation's system, and what it posts."""

    def __init__(self, caller: Caller, federation_id: UUID) -> None:
        self.caller = caller
        self.federation_id = federation_id

    def intervention(self, external_id: str = "i1", **changes: Any) -> dict[str, Any]:
        """The body of an individual intervention from 2023-03-15 on."""
        return {
            "externalId": external_id,
            "federationId": str(self.federation_id),
            "name": "Klara vägen",
            "orientation": "individual",
            "focus": "arbetslivsinriktad-insats",
            "targetGroups": ["unga"],
            "start": "2023-03-15",
        } | changes

    def structural(self, external_id: str = "s1", **changes: Any) -> dict[str, Any]:
        """The body of a structural intervention from 2023-03-15 on."""
        kind = {"orientation": "structural", "focus": "kompetenshojande-insats", "targetGroups": []}
        return self.intervention(external_id, **kind | changes)

    def headcount(self, intervention_id: str, period: str = "2024-03", **changes: Any) -> dict[str, Any]:
        """The body of five women and four men in a month."""
        return {
            "externalId": f"h-{period}",
            "federationId": str(self.federation_id),
            "interventionId": intervention_id,
            "period": period,
            "women": 5,
            "men": 4,
        } | changes

    def budget(self, intervention_id: str, year: int = 2024, **changes: Any) -> dict[str, Any]:
        """The body of a hundred thousand kronor in a year."""
        return {
            "externalId": f"b-{year}",
            "federationId": str(self.federation_id),
            "interventionId": intervention_id,
            "year": year,
            "ordinaryOre": 10_000_000,
        } | changes

    async def registered(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What was answered to a registration that is accepted."""
        response = await self.caller.register(f"/followup/v1/{path}", body)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def send(self, path: str, rows: Sequence[object], key: str | None = None, **query: Any) -> httpx.Response:
        """What was answered to a file; a row that is text goes out as it is."""
        text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        headers = {"Idempotency-Key": key or uuid4().hex, "Content-Type": "application/x-ndjson"}
        return await self.caller.post(
            f"/followup/v1/{path}/submissions", content=text.encode(), headers=headers, params=query
        )


def told(response: httpx.Response) -> list[tuple[str, str | None]]:
    """What became of each row of a file, and why."""
    rows = [json.loads(line) for line in response.text.splitlines()]
    return [(row["result"], row.get("problem", {}).get("code")) for row in rows]


@pytest.fixture
async def followup(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, ("followup",)) as world:
        yield world


@pytest.fixture
async def tell(followup: World, tmp_path: Path) -> AsyncIterator[Tell]:
    """Let the registry say something, and follow-up hear it."""
    registry = Database(f"sqlite+aiosqlite:///{tmp_path}/registry.db", service_metadata())
    async with registry.engine.begin() as connection:
        await connection.run_sync(registry.metadata.create_all)
    relay = Relay(registry, followup.runtime("followup").transport, "registry")

    async def say(*events: Event) -> None:
        async with registry.write() as uow:
            for event in events:
                uow.emit(event)
        while await relay.step():
            pass
        await followup.settle()

    yield say
    await registry.close()


def formed(federation_id: UUID, name: str = "Finsam Hemma", since_known: bool = True) -> FederationFormed:
    return FederationFormed(
        federation_id=federation_id,
        name=name,
        county_codes=["12"],
        since=date(2010, 1, 1),
        since_known=since_known,
        recorded_at=datetime.now(UTC),
    )


def dissolved(federation_id: UUID, until: date, successor_id: UUID | None = None) -> FederationDissolved:
    return FederationDissolved(
        federation_id=federation_id, until=until, successor_id=successor_id, recorded_at=datetime.now(UTC)
    )


@pytest.fixture
async def home(followup: World, tell: Tell) -> Office:
    """The office of a federation that goes on; another one exists beside it."""
    await tell(formed(HOME), formed(AWAY, "Finsam Borta"))
    return Office(followup.federation(HOME), HOME)


@pytest.fixture
async def away(followup: World, home: Office) -> Office:
    """The office of the other federation."""
    return Office(followup.federation(AWAY), AWAY)


async def emitted(world: World, name: str) -> list[dict[str, Any]]:
    """The events of a name that follow-up has told, in their order."""
    outbox = world.runtime("followup").database.metadata.tables["outbox"]
    async with world.runtime("followup").database.read() as read:
        rows = await read.all(outbox.select().where(outbox.c.type == name).order_by(outbox.c.seq))
    return [json.loads(row["data"]) for row in rows]
