"""The revisions give the tables that are declared, and running them again changes nothing."""

from __future__ import annotations

from pathlib import Path

from finsam_common.migrate import differences, migrate
from finsam_registry.app import service
from tests import engines


async def test_the_revisions_give_the_declared_tables(tmp_path: Path) -> None:
    url = await engines.new_database(tmp_path, "registry")
    await migrate(service, url)
    await migrate(service, url)
    assert await differences(service, url) == []
    await engines.drop_database(url)
