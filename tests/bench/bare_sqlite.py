"""The least that FastAPI and aiosqlite can do with a registration durably: four rows, one transaction a request.

Takes its port and the file of its database.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final
from uuid import uuid4

import aiosqlite
import uvicorn
from fastapi import FastAPI, Header

from tests.bench.bare import Registration

TABLES: Final = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE intervention_heads (
    id TEXT PRIMARY KEY, federation_id TEXT NOT NULL, external_id TEXT NOT NULL, version INTEGER NOT NULL,
    UNIQUE (federation_id, external_id));
CREATE TABLE intervention_versions (
    id TEXT, version INTEGER, external_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, version));
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE idempotency_keys (
    organisation TEXT, key TEXT, status INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (organisation, key));
"""


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    """One connection, which requests take in turn."""
    async with aiosqlite.connect(sys.argv[2], isolation_level=None) as connection:
        await connection.executescript(TABLES)
        application.state.connection, application.state.turn = connection, asyncio.Lock()
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/ready")
async def ready() -> None:
    """It answers."""


@app.post("/interventions", status_code=201)
async def register(body: Registration, idempotency_key: Annotated[str, Header()]) -> Registration:
    """Store the rows that a service stores, and answer once they are durable."""
    key, owner, text = str(uuid4()), str(body.federation_id), body.model_dump_json(by_alias=True)
    connection: aiosqlite.Connection = app.state.connection
    async with app.state.turn:
        await connection.execute("BEGIN IMMEDIATE")
        await connection.execute("INSERT INTO intervention_heads VALUES (?, ?, ?, 1)", (key, owner, body.external_id))
        await connection.execute("INSERT INTO intervention_versions VALUES (?, 1, ?, ?)", (key, body.external_id, text))
        await connection.execute(
            "INSERT INTO outbox (id, topic, data) VALUES (?, 'followup.public', ?)", (str(uuid4()), text)
        )
        await connection.execute("INSERT INTO idempotency_keys VALUES (?, ?, 201, ?)", (owner, idempotency_key, text))
        await connection.execute("COMMIT")
    return body


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False, server_header=False
    )
