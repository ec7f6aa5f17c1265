"""The engines that tests run on: SQLite files, and PostgreSQL when FINSAM_TEST_POSTGRES names a server."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from finsam_common.db import Database

POSTGRES = os.environ.get("FINSAM_TEST_POSTGRES", "")
SMALL_DISK = os.environ.get("FINSAM_TEST_SMALL_DISK", "")
"""A folder on a file system of a few megabytes that the PostgreSQL server may write to."""


async def administer(*statements: str) -> None:
    """Run statements on the server outside any transaction."""
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def new_database(folder: Path, name: str, *, template: str | None = None) -> str:
    """The URL of an empty database, or of a copy of a template that this function gave before."""
    if not POSTGRES:
        path = folder / f"{name}-{uuid4().hex[:8]}.db"
        if template is not None:
            shutil.copyfile(str(make_url(template).database), path)
        return f"sqlite+aiosqlite:///{path}"
    database = f"t_{name}_{uuid4().hex[:12]}"
    source = "template0" if template is None else make_url(template).database
    await administer(f'CREATE DATABASE "{database}" TEMPLATE "{source}"')
    return make_url(POSTGRES).set(database=database).render_as_string(hide_password=False)


async def drop_database(url: str) -> None:
    """Take a test's database away from the server; a file goes with its folder."""
    if POSTGRES:
        await administer(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


async def new_platform(services: list[str]) -> str:
    """The DATABASE_URL of empty databases for a platform that runs as a process of its own."""
    if not POSTGRES:
        return "sqlite+aiosqlite:///{data}/{service}.db"
    run = uuid4().hex[:12]
    await administer(*(f'CREATE DATABASE "t_{service}_{run}" TEMPLATE template0' for service in services))
    url = make_url(POSTGRES).set(database=f"t_SERVICE_{run}").render_as_string(hide_password=False)
    return url.replace("SERVICE", "{service}")


async def until_somebody_waits(database: Database) -> int:
    """The server process that waits for a lock in a PostgreSQL database, once one does."""
    waits = text(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1"
    )
    for _ in range(500):
        async with database.read() as read:
            pid = await read.scalar(waits)
        if pid is not None:
            return int(pid)
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for a lock")
