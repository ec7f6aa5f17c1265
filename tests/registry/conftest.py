"""The registry alone, and the lists and supplements that its stories are about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.registry.stories import Registry
from tests.world import open_world


@pytest.fixture
async def registry(tmp_path: Path) -> AsyncIterator[Registry]:
    """An empty registry."""
    async with open_world(tmp_path, ("registry",)) as world:
        yield Registry(world)


@pytest.fixture
async def imported(registry: Registry) -> Registry:
    """A registry with the printed list of 2024."""
    await registry.import_list()
    return registry


@pytest.fixture
async def supplemented(imported: Registry) -> Registry:
    """A registry with the list and the supplements that give 2023 its federations."""
    await imported.supplement()
    return imported
