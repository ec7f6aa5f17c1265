"""Follow-up, and an endpoint that listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.common.webhooks.receiver import Endpoint, listening
from tests.world import Caller, World, open_world


@pytest.fixture
async def followup(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, ("followup",), webhook_first_retry_seconds=0, feed_wait_seconds=60) as world:
        await world.settle()
        yield world


@pytest.fixture
def fk(followup: World) -> Caller:
    return followup.caller("fk")


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as endpoint:
        yield endpoint
