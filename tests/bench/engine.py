"""A service's part of the event path in the bench's own process: its database, emptied, and its account at Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any, Final, TypeVar

import uvloop

from finsam_common.db import Database
from finsam_common.serve import collect_seldom
from finsam_common.service import installed
from finsam_common.transports import KafkaLog
from tests.bench.bench import Bench
from tests.bench.database import ask, tell

T = TypeVar("T")
KEPT: Final = {"alembic_version"}


class Engine:
    """One service. ``emptied`` puts it back to its beginning."""

    def __init__(self, bench: Bench, name: str) -> None:
        (self.service,) = installed((name,))
        self.database_url = bench.postgres.url_of(name)
        self.bus_url = bench.kafka.client_url(name)
        bench.migrate(name, bench.environment(name, self.bus_url))
        self.emptied()

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    def emptied(self) -> None:
        """Have nothing in its tables."""
        found = ask(self.database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = ", ".join(f'"{row[0]}"' for row in found if row[0] not in KEPT)
        tell(self.database_url, f"TRUNCATE {names}")
        tell(self.database_url, "VACUUM ANALYZE")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(ask(self.database_url, f'SELECT count(*) FROM "{table}"')[0][0])

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[Database, KafkaLog]]:
        """Its database and its log, in this process."""
        database, log = Database(self.database_url, self.service.metadata), KafkaLog(self.bus_url)
        try:
            yield database, log
        finally:
            await log.close()
            await database.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run something as services do: on their event loop, with garbage collected as seldom."""
    collect_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def batches(rows: Iterator[T], size: int) -> Iterator[Sequence[T]]:
    """Rows in lists of a size; the last may be shorter."""
    while batch := list(islice(rows, size)):
        yield batch
