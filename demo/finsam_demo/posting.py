"""Follow-up's part of the main job: each federation's system posts its files, with its own token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final
from uuid import UUID

from finsam_demo import rows
from finsam_demo.federations import Federation
from finsam_demo.gateway import Answer, Caller, Gateway, RefusedError, rejected
from finsam_demo.rows import Dataset, Row

AT_ONCE: Final = 4
"""Federations that post at the same time."""
NOT_YET_KNOWN: Final = "federation-not-yet-known"
TRIES: Final = 30

Told = Callable[[int], None]
"""Told of the number of rows that were taken."""


async def post_all(gateway: Gateway, ids: Mapping[str, UUID], data: Dataset, told: Told) -> None:
    """Post the whole data set, a few federations at a time. Raises RefusedError when a row is rejected for good."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def post(federation: Federation) -> None:
        async with turn:
            await post_one(gateway, ids[federation.name], data.of(federation), told)

    federations = {one.federation for one in data.interventions} | {one.intervention.federation for one in data.budgets}
    async with asyncio.TaskGroup() as tasks:
        for federation in sorted(federations, key=lambda one: one.name):
            tasks.create_task(post(federation))


async def post_one(gateway: Gateway, federation_id: UUID, data: Dataset, told: Told) -> None:
    """Post one federation's files: its interventions, then their numbers and budgets."""
    system = await gateway.caller(f"federation:{federation_id}")
    posted = [rows.intervention_row(one, federation_id) for one in data.interventions]
    results = await send(system, "/followup/v1/interventions", posted)
    told(len(results))
    names = [one.external_id for one in data.interventions]
    known = {name: UUID(result["id"]) for name, result in zip(names, results, strict=True)}
    numbers = [rows.headcount_row(one, federation_id, known) for one in data.headcounts]
    told(len(await send(system, "/followup/v1/headcounts", numbers)))
    budgets = [rows.budget_row(one, federation_id, known) for one in data.budgets]
    told(len(await send(system, "/followup/v1/budgets", budgets)))


async def send(system: Caller, path: str, posted: Sequence[Row]) -> list[Answer]:
    """Post one file until every row is taken; its results in order. Raises RefusedError when a row is not.

    The key is the file's own digest: the same file after a crash is the same submission. A federation that
    follow-up has not heard of yet is waited for, and its file is posted again under another key.
    """
    content = b"".join(rows.ndjson(posted))
    digest = sha256(content).hexdigest()[:32]
    for attempt in range(TRIES):
        results = await system.send(path, content, f"demo-{digest}-{attempt}") if posted else []
        refused = rejected(results)
        if not refused:
            return results
        if any(row["problem"]["code"] != NOT_YET_KNOWN for row in refused):
            break
        await asyncio.sleep(1)
    raise RefusedError(f"{path}: {len(refused)} rows rejected, the first one: {refused[0]['problem']}")
