"""The whole platform in one process, on real databases: ``world``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    from tests.world import open_world

    async with open_world(tmp_path) as world:
        yield world
