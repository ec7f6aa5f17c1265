"""The library with its doors open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.common.web.lending import Library, open_library


@pytest.fixture
async def lending(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path) as lending:
        yield lending


@pytest.fixture
async def home(lending: Library) -> AsyncIterator[httpx.AsyncClient]:
    async with lending.caller() as caller:
        yield caller
