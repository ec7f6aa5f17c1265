"""The allocation service alone, with the test in the registry's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.allocation.country import Country

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    from tests.world import open_world

    async with open_world(tmp_path, ("allocation",), clock_skew_seconds=0) as world:
        yield world


@pytest.fixture
async def country(world: World) -> Country:
    """Nothing registered yet."""
    return Country(world)
