"""Databases with the library's own tables, on the engine under test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from finsam_common.db import Database
from finsam_common.writes import Writer
from tests import engines
from tests.common.writes import library


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = await engines.new_database(tmp_path, "library")
    database = Database(url, library.Base.metadata)
    async with database.engine.begin() as connection:
        await connection.run_sync(library.Base.metadata.create_all)
    yield database
    await database.close()
    await engines.drop_database(url)


@pytest.fixture
def writer(database: Database) -> Writer:
    return Writer("library", database, library.handlers, library.SEALING)
