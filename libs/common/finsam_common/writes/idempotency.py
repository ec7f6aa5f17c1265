"""Idempotency keys: the first accepted answer again, for the same request and no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import structlog
from sqlalchemy import Select, Table, select

from finsam_common.db.among import among_given
from finsam_common.db.database import Database
from finsam_common.db.units import Read, Write
from finsam_common.events.waiting import first_of
from finsam_common.problems import KeyReused
from finsam_common.sealing import Sealing, is_sealed
from finsam_common.writes.entries import Answer, Entry, IdempotencyKey

log = structlog.get_logger()

TABLE: Final = "idempotency_keys"
HOUR_SECONDS: Final = 3600.0
Scope = tuple[str, str, str]
_SCOPE: Final = ("organisation", "route", "key")


async def replay(uow: Write, entries: Iterable[Entry[Any]], sealing: Sealing) -> list[tuple[Entry[Any], Entry[Any]]]:
    """Settle the entries whose key has an answer; a key used for another request is refused.

    Gives the pairs (later, first) of equal keys inside the batch: the later one shares the first one's outcome.
    """
    keyed = [(entry, entry.key) for entry in entries if entry.key is not None]
    known = await _answers(uow, [key for _, key in keyed], sealing)
    first: dict[Scope, tuple[Entry[Any], IdempotencyKey]] = {}
    twins = []
    for entry, key in keyed:
        if key.scope in known:
            fingerprint, answer = known[key.scope]
            entry.settle(answer if fingerprint == key.fingerprint else KeyReused())
        elif key.scope not in first:
            first[key.scope] = (entry, key)
        elif first[key.scope][1].fingerprint == key.fingerprint:
            twins.append((entry, first[key.scope][0]))
        else:
            entry.settle(KeyReused())
    return twins


def row(key: IdempotencyKey, answer: Answer, uow: Write, sealing: Sealing) -> dict[str, Any]:
    """What is kept of an accepted answer; a confidential one is sealed."""
    return {
        "organisation": key.organisation,
        "route": key.route,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "status": answer.status,
        "body": sealing.seal(answer.body) if answer.confidential else answer.body,
        "location": answer.location,
        "etag": answer.etag,
        "recorded_at": uow.now,
    }


async def forget(uow: Write, days: int) -> int:
    """Forget the keys that are older than ``days``; how many."""
    table = _table(uow)
    return await uow.execute(table.delete().where(table.c.recorded_at < uow.now - timedelta(days=days)))


async def keep(database: Database, days: int, stop: asyncio.Event) -> None:
    """Forget old keys, at once and each hour, until told to stop."""
    while not stop.is_set():
        try:
            async with database.write() as uow:
                forgotten = await forget(uow, days)
            log.debug("idempotency.forgotten", keys=forgotten)
        except Exception as error:
            log.warning("idempotency.not-forgotten", error=type(error).__name__)
        await first_of(stop.wait(), timeout=HOUR_SECONDS)


async def _answers(uow: Read, keys: Sequence[IdempotencyKey], sealing: Sealing) -> dict[Scope, tuple[str, Answer]]:
    if not keys:
        return {}
    scopes = sorted({key.scope for key in keys})
    asked = dict(zip(_SCOPE, zip(*scopes, strict=True), strict=True))
    rows = await uow.all(_of_scopes(_table(uow)), asked)
    return {
        (r["organisation"], r["route"], r["key"]): (
            r["fingerprint"],
            Answer(r["status"], _body(r["body"], sealing), r["location"], r["etag"], "unchanged"),
        )
        for r in rows
    }


@lru_cache(maxsize=64)
def _of_scopes(table: Table) -> Select[Any]:
    return select(table).where(among_given([table.c[name] for name in _SCOPE], _SCOPE))


def _body(kept: str, sealing: Sealing) -> str:
    return sealing.open(kept) if is_sealed(kept) else kept


def _table(uow: Read) -> Table:
    return uow.metadata.tables[TABLE]
