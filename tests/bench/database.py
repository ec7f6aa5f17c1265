"""Looks into the databases: what is there, as a check and as a pattern."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from tests.bench.line import require_all

Look = Callable[[str], list[Any]]
"""The first column of a statement's rows."""


def plain(url: str) -> str:
    """A database's URL as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ask(url: str, statement: str, *arguments: Any) -> list[asyncpg.Record]:
    """The rows of a statement on PostgreSQL."""

    async def fetch() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(plain(url))
        try:
            return list(await connection.fetch(statement, *arguments))
        finally:
            await connection.close()

    return asyncio.run(fetch())


def postgres(url: str) -> Look:
    """Looks into a database of PostgreSQL."""
    return lambda statement: [row[0] for row in ask(url, statement)]


def sqlite(path: Path) -> Look:
    """Looks into a file of SQLite."""

    def look(statement: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return [row[0] for row in connection.execute(statement)]

    return look


def tell(url: str, statement: str) -> None:
    """Run a statement that gives nothing."""
    ask(url, statement)


def require_registered(look: Look, prefix: str, names: Sequence[str], *, keys: bool = True) -> None:
    """Raise LostRowsError unless each of these interventions has its head, version, event and (a single) key.

    The names begin with ``prefix``, and no others do.
    """
    named = f"LIKE '{prefix}-%'"
    found = {
        "heads": look(f"SELECT external_id FROM intervention_heads WHERE version = 1 AND external_id {named}"),
        "versions": look(f"SELECT external_id FROM intervention_versions WHERE version = 1 AND external_id {named}"),
        "events": [
            json.loads(data)["externalId"]
            for data in look(f'SELECT data FROM outbox WHERE data LIKE \'%"externalId":"{prefix}-%\'')
        ],
    }
    if keys:
        found["idempotency keys"] = look(f"SELECT key FROM idempotency_keys WHERE key {named}")
    for what, there in found.items():
        require_all(len(set(names).intersection(there)), len(set(names)), what)
        require_all(len(there), len(set(there)), f"{what} that are there once")
