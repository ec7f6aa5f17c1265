"""Reporting's tables, to be told facts; and reporting at work, with the others' outboxes to tell it from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.reporting.telling import Told, telling
from tests.world import World, open_world


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Told]:
    async with telling(tmp_path) as told:
        yield told


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, ("registry", "followup", "reporting"), clock_skew_seconds=0.0) as world:
        await world.settle()
        yield world
