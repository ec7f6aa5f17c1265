"""Brings a service's database to the newest of its dated revisions, and writes new ones."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.autogenerate.render import _repr_type
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TypeDecorator, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from finsam_common.db.types import UtcDateTime
from finsam_common.migrations import first_tables
from finsam_common.service import Service

LONGEST_NAME = 32

_REVISION = '''"""{message}."""

import sqlalchemy as sa
from alembic import op
from finsam_common.migrations import first_tables
from finsam_common.db.types import UtcDateTime
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    {body}
'''


async def migrate(service: Service, url: str) -> None:
    """Run the revisions that the database has not had, in one transaction: all of them, or nothing."""
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, service)
    finally:
        await engine.dispose()


async def differences(service: Service, url: str) -> list[Any]:
    """What the declared tables and a migrated database do not have in common; nothing, when all is well."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda sync: list(compare_metadata(_context(sync), service.metadata)))
    finally:
        await engine.dispose()


async def write_revision(service: Service, message: str) -> Path:
    """Write the revision that brings the newest one to the declared tables; its path.

    The first one begins with the tables that every service has. Raises ValueError when nothing differs, or when the
    message makes a name that is longer than Alembic keeps.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/scratch.db"
        await migrate(service, url)
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                body = await connection.run_sync(_render, service)
        finally:
            await engine.dispose()
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    revision = f"{datetime.now(UTC):%Y_%m_%d}_{slug}"
    if len(revision) > LONGEST_NAME:
        raise ValueError(f"{revision} is longer than {LONGEST_NAME} characters")
    head = _scripts(service).get_current_head()
    path = service.migrations / f"{revision}.py"
    text = _REVISION.format(message=message, revision=revision, down=repr(head), body=body)
    await asyncio.to_thread(path.write_text, text, "utf-8")
    return path


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        # By itself the driver begins nothing before DDL: a process that is killed would leave half a revision.
        event.listen(engine.sync_engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _upgrade(connection: Connection, service: Service) -> None:
    scripts = _scripts(service)
    with EnvironmentContext(Config(), scripts, fn=lambda at, _: scripts._upgrade_revs("head", at)) as environment:
        environment.configure(
            connection=connection, target_metadata=service.metadata, render_as_batch=True, transactional_ddl=True
        )
        with environment.begin_transaction():
            environment.run_migrations()


def _scripts(service: Service) -> ScriptDirectory:
    return ScriptDirectory(str(service.migrations), version_locations=[str(service.migrations)])


def _context(connection: Connection) -> MigrationContext:
    options = {
        "compare_type": True,
        "render_as_batch": True,
        "render_item": _render_item,
        "sqlalchemy_module_prefix": "sa.",
    }
    return MigrationContext.configure(connection, opts=options)


def _render(connection: Connection, service: Service) -> str:
    context = _context(connection)
    first = _scripts(service).get_current_head() is None
    if first:
        with Operations.context(context):
            first_tables.create()
    script = produce_migrations(context, service.metadata)
    upgrades = script.upgrade_ops
    if upgrades is None or upgrades.is_empty():
        raise ValueError(f"the tables of {service.name} are as its newest revision leaves them")
    code = render_python_code(upgrades, render_as_batch=True, migration_context=context, render_item=_render_item)
    return f"first_tables.create()\n    {code}" if first else code


def _render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return "UtcDateTime()" if isinstance(item, UtcDateTime) else _repr_type(item.impl_instance, context)
