"""Reporting's tables, to be told facts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.reporting.telling import Told, telling


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Told]:
    async with telling(tmp_path) as told:
        yield told
