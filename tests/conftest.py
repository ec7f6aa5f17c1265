"""The whole platform in one process, on real databases: ``world``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from finsam_common.settings import Settings
from finsam_common.telemetry import configure_logging
from tests.world import World, open_world


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    configure_logging(Settings(environment="test", log_level="WARNING"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world
