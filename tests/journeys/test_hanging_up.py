"""Clients that hang up at any moment leave nothing open and cost nobody anything."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests import engines
from tests.journeys import stories
from tests.served import Served

CLIENTS, SECONDS = 32, 10
SERVICES = ["registry", "followup", "allocation", "reporting"]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    served = Served(tmp_path, DATABASE_URL=await engines.new_platform(SERVICES))
    await asyncio.to_thread(served.start)
    yield served
    assert await asyncio.to_thread(served.stop) == 0


def request(token: str, federation: str, external_id: str) -> bytes:
    body = json.dumps(stories.intervention(federation, external_id)).encode()
    head = (
        "POST /followup/v1/interventions HTTP/1.1\r\nHost: finsam.test\r\n"
        f"Authorization: {token}\r\nIdempotency-Key: {uuid4().hex}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def hang_up(served: Served, token: str, federation: str, chance: random.Random, until: float) -> int:
    """Post and hang up, somewhere between the first byte and the answer, until the time is over; how often."""
    turns = 0
    while time.monotonic() < until:
        message = request(token, federation, uuid4().hex)
        with suppress(ConnectionError):
            _, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(message[: chance.choice([len(message), chance.randrange(len(message))])])
            await writer.drain()
            await asyncio.sleep(chance.uniform(0, 0.15))
            writer.transport.abort()
        turns += 1
    return turns


async def test_clients_that_hang_up_leave_no_open_transaction(served: Served) -> None:
    async with served.client("steward") as steward:
        federation = await stories.form(steward)
    async with served.client(f"federation:{federation}", timeout=60) as office:
        first = await stories.post(office, "/followup/v1/interventions", stories.intervention(federation, "first"))
        assert first.status_code == 201, first.text
        until, token = time.monotonic() + SECONDS, office.headers["Authorization"]
        turns = await asyncio.gather(
            *(hang_up(served, token, federation, random.Random(seed), until) for seed in range(CLIENTS))
        )
        print(f"{sum(turns)} posts were hung up on")
        after = await stories.post(office, "/followup/v1/interventions", stories.intervention(federation, "after"))
        assert after.status_code == 201, after.text
    assert await at_rest(served) == 0


async def at_rest(served: Served) -> int:
    """The transactions that are still open once what was under way has had time to end."""
    for _ in range(100):
        left = await engines.open_transactions(served.environment["DATABASE_URL"], "followup", served.folder)
        if left == 0:
            break
        await asyncio.sleep(0.2)
    return left
