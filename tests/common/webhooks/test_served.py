"""The feed of a platform that runs as a process: a poll that waits does not keep it from ending."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from tests import engines
from tests.common.webhooks.subscribing import EVENTS
from tests.served import Served


async def test_a_poll_that_waits_is_answered_before_the_platform_ends(tmp_path: Path) -> None:
    url = await engines.new_platform(["registry", "followup", "allocation", "reporting"])
    served = Served(tmp_path, DATABASE_URL=url, FEED_WAIT_SECONDS="2")
    await asyncio.to_thread(served.start)
    async with served.client("fk", timeout=30) as fk:
        poll = asyncio.create_task(fk.get(EVENTS, params={"timeout": 60_000}))
        await asyncio.sleep(0.3)
        assert await asyncio.to_thread(served.stop) == 0
        answer: httpx.Response = await poll
    assert (answer.status_code, answer.json()) == (200, [])
