"""Looks into the databases: what is there, as a check and as a pattern."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import make_url

from tests.bench.line import require_all


def plain(url: str) -> str:
    """A database's URL as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ask(url: str, statement: str, *arguments: Any) -> list[asyncpg.Record]:
    """The rows of a statement."""

    async def fetch() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(plain(url))
        try:
            return list(await connection.fetch(statement, *arguments))
        finally:
            await connection.close()

    return asyncio.run(fetch())


def tell(url: str, statement: str) -> None:
    """Run statements that give nothing."""
    ask(url, statement)


def require_registered(url: str, names: Sequence[str], *, keys: bool = True) -> None:
    """Raise LostRowsError unless each of these interventions has head, version, event and, if asked, its key."""
    counts = {
        "heads": "SELECT count(*) FROM intervention_heads WHERE version = 1 AND external_id = ANY($1)",
        "versions": "SELECT count(*) FROM intervention_versions WHERE external_id = ANY($1)",
        "events": "SELECT count(*) FROM outbox WHERE data::jsonb ->> 'externalId' = ANY($1)",
        "idempotency keys": "SELECT count(*) FROM idempotency_keys WHERE key = ANY($1)",
    }
    if not keys:
        del counts["idempotency keys"]
    for what, statement in counts.items():
        require_all(ask(url, statement, list(names))[0][0], len(names), what)
