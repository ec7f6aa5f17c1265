"""A harbour, a quay and the log between them, on the engine under test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.common.events.harbour import Harbour, Quay, open_port


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[tuple[Harbour, Quay]]:
    async with open_port(tmp_path) as port:
        yield port


@pytest.fixture
def harbour(port: tuple[Harbour, Quay]) -> Harbour:
    return port[0]


@pytest.fixture
def quay(port: tuple[Harbour, Quay]) -> Quay:
    return port[1]
