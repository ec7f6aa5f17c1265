"""What connections may do to a write: come fifty at once, hang up at any moment, hear of it only once it stands."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from socket import SO_LINGER, SOL_SOCKET, socket
from typing import Any, Final

import httpx
import pytest
import uvicorn
from sqlalchemy import func, make_url, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.common.web.lending import Library, book, key

CLIENTS: Final = 32
SECONDS: Final = 10
HANG_UP_AT_ONCE: Final = struct.pack("ii", 1, 0)


async def count(lending: Library, table: str) -> int:
    async with lending.runtime.database.read() as read:
        statement = select(func.count()).select_from(lending.runtime.database.metadata.tables[table])
        return int(await read.scalar(statement))


async def test_fifty_equal_posts_at_once_have_one_effect_and_fifty_equal_answers(
    lending: Library, home: httpx.AsyncClient
) -> None:
    named = key()
    answers = await asyncio.gather(*(home.post("/loans", json=book(), headers=named) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    assert await count(lending, "outbox") == 1


async def test_a_write_stands_before_the_first_byte_of_its_answer(lending: Library) -> None:
    stood: list[int] = []

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def heard(message: Any) -> None:
            if message["type"] == "http.response.start":
                stood.append(await count(lending, "loan_versions"))
            await send(message)

        await lending.app(scope, receive, heard)

    headers = {"Authorization": lending.caller().headers["authorization"]} | key()
    transport = httpx.ASGITransport(app=watched)
    async with httpx.AsyncClient(transport=transport, base_url="http://library.test") as client:
        answer = await client.post("/library/v1/loans", json=book(), headers=headers)
    assert (answer.status_code, stood) == (201, [1])


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def listening(lending: Library) -> AsyncIterator[int]:
    """The library on a real socket; its port."""
    server = Server(uvicorn.Config(lending.app, port=0, lifespan="off", log_config=None, access_log=False))
    task = asyncio.create_task(server.serve())
    await server.listens.wait()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


def posted(lending: Library, path: str, body: bytes, media_type: str) -> bytes:
    headers = {
        "Host": "library.test",
        "Authorization": lending.caller().headers["authorization"],
        "Content-Type": media_type,
        "Content-Length": str(len(body)),
    } | key()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /library/v1{path} HTTP/1.1\r\n{lines}\r\n".encode() + body


async def drop(lending: Library, port: int, chance: random.Random, until: float) -> None:
    """Begin one request after the other, and hang up somewhere in each."""
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        if chance.random() < 0.5:
            body = json.dumps(book(f"s{chance.random()}")).encode()
            request = posted(lending, "/loans", body, "application/json")
        else:
            rows = b"".join(json.dumps(book(f"f{chance.random()}")).encode() + b"\n" for _ in range(300))
            request = posted(lending, "/loans/submissions", rows, "application/x-ndjson")
        with socket() as line, suppress(ConnectionError):
            line.setblocking(False)
            line.setsockopt(SOL_SOCKET, SO_LINGER, HANG_UP_AT_ONCE)
            await loop.sock_connect(line, ("127.0.0.1", port))
            await loop.sock_sendall(line, request[: chance.randrange(1, len(request) + 1)])
            await asyncio.sleep(chance.random() * 0.05)


async def open_transactions(lending: Library) -> int:
    """Transactions that somebody still holds, as the engine itself tells."""
    url = make_url(lending.runtime.settings.database_url_of("library"))
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database), timeout=0) as other:
            other.execute("BEGIN IMMEDIATE")
        other.close()
        return 0
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        idle = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        )
        found = int((await connection.execute(idle)).scalar_one())
    await engine.dispose()
    return found


@pytest.mark.timeout(180)
async def test_clients_that_hang_up_leave_no_open_transaction(lending: Library) -> None:
    until = asyncio.get_running_loop().time() + SECONDS
    async with listening(lending) as port, lending.caller() as home:
        await asyncio.gather(*(drop(lending, port, random.Random(number), until) for number in range(CLIENTS)))
        answer = await home.post("/loans", json=book("after"), headers=key())
        assert answer.status_code == 201
    await lending.runtime.writer.close()
    assert await open_transactions(lending) == 0
    assert await count(lending, "loan_heads") == await count(lending, "loan_versions") == await count(lending, "outbox")
