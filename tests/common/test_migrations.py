"""A migrated database has the declared tables, of every service, on the engine under test."""

from __future__ import annotations

from pathlib import Path

import pytest

from finsam_common.migrate import differences, migrate, write_revision
from finsam_common.service import Service, installed
from tests import engines
from tests.common.writes.library import Base


@pytest.mark.parametrize("service", installed(), ids=lambda service: service.name)
async def test_a_migrated_database_has_the_declared_tables(service: Service, tmp_path: Path) -> None:
    url = await engines.new_database(tmp_path, service.name)
    await migrate(service, url)
    await migrate(service, url)
    assert await differences(service, url) == []
    await engines.drop_database(url)


async def test_a_revision_is_written_from_what_is_declared(tmp_path: Path) -> None:
    revisions = tmp_path / "migrations"
    revisions.mkdir()
    library = Service("library", "Library", "", Base.metadata, revisions)
    path = await write_revision(library, "Loans of books")
    assert path.name.endswith("_loans_of_books.py")
    url = await engines.new_database(tmp_path, "library")
    await migrate(library, url)
    assert await differences(library, url) == []
    await engines.drop_database(url)
    with pytest.raises(ValueError, match="as its newest revision"):
        await write_revision(library, "Nothing")


async def test_a_revision_that_does_not_reach_its_end_leaves_nothing(tmp_path: Path) -> None:
    revisions = tmp_path / "migrations"
    revisions.mkdir()
    library = Service("library", "Library", "", Base.metadata, revisions)
    path = await write_revision(library, "Loans of books")
    whole = path.read_text()
    url = await engines.new_database(tmp_path, "library")
    path.write_text(f"{whole}    raise RuntimeError\n")
    with pytest.raises(RuntimeError):
        await migrate(library, url)
    path.write_text(whole)
    await migrate(library, url)
    assert await differences(library, url) == []
    await engines.drop_database(url)
