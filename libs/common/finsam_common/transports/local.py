"""The local log: a durable, Kafka-shaped log in one SQLite file, for one machine with nothing to install."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from finsam_common.transports.base import (
    Logged,
    Partition,
    PartitionCountDiffers,
    Record,
    Subscription,
    TransportUnavailable,
    UnknownPartition,
    partitions_of,
)
from finsam_common.transports.headers import headers_of_text, headers_to_text
from finsam_contracts import Topic

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLES = """
CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, number INTEGER NOT NULL,
    end_offset INTEGER NOT NULL, last_us INTEGER NOT NULL, UNIQUE (topic, number));
CREATE TABLE IF NOT EXISTS records (
    partition INTEGER NOT NULL REFERENCES partitions, "offset" INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    headers TEXT NOT NULL, appended_us INTEGER NOT NULL, PRIMARY KEY (partition, "offset"));
"""


@dataclass(frozen=True, slots=True)
class _Batch:
    partition: Partition
    records: Sequence[Record]
    written: asyncio.Future[None]


class LocalLog:
    """Appends and reads in a thread of its own. WAL and synchronous=FULL: what is published survives a kill.

    What is published to several partitions at a time, or while the thread is at work, shares a transaction.
    ``clock`` gives nanoseconds since 1970 (UTC); append times never go back within a partition, whatever it does.
    Subscribers of the same object are woken at once, those of another process find what is new when they look.
    """

    def __init__(self, path: Path | str, *, clock: Callable[[], int] = time.time_ns) -> None:
        self.path = Path(path)
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-log")
        self._connection: sqlite3.Connection | None = None
        self._waiting: list[_Batch] = []
        self._publishing: asyncio.Task[None] | None = None
        self._subscriptions: set[_LocalSubscription] = set()

    async def provision(self, topics: Sequence[Topic]) -> None:
        """Have these topics. PartitionCountDiffers when one exists with another count."""
        await self._run(_provision, topics)

    async def publish(self, topic: str, partition: int, records: Sequence[Record]) -> None:
        """Append records, all of them or none, and wake the topic's subscribers."""
        if records:
            batch = _Batch(Partition(topic, partition), records, asyncio.get_running_loop().create_future())
            self._waiting.append(batch)
            if self._publishing is None:
                self._publishing = asyncio.create_task(self._publish_waiting())
            await asyncio.shield(batch.written)
        for subscription in self._subscriptions:
            subscription.notice(topic)

    async def fetch(self, topic: str, partition: int, offset: int, limit: int) -> list[Logged]:
        """Records from ``offset`` on, at most ``limit``."""
        return await self._run(_fetch, Partition(topic, partition), offset, limit)

    async def end_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record will have."""
        return (await self._run(_partition, Partition(topic, partition)))[1]

    async def subscribe(self, group: str, topics: Sequence[Topic]) -> Subscription:
        """Read topics; one process reads alone here, so every partition is assigned to every subscription."""
        subscription = _LocalSubscription(self, topics)
        self._subscriptions.add(subscription)
        return subscription

    async def close(self) -> None:
        """Close the file and end the thread."""
        if self._publishing is not None:
            await self._publishing
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await asyncio.get_running_loop().run_in_executor(self._thread, connection.close)
        self._thread.shutdown()

    def leave(self, subscription: _LocalSubscription) -> None:
        """Wake this subscription no more."""
        self._subscriptions.discard(subscription)

    async def _publish_waiting(self) -> None:
        while self._waiting:
            batches, self._waiting = self._waiting, []
            try:
                failures = await self._run(_publish, batches, self._clock)
            except Exception as error:
                failures = [error] * len(batches)
            for batch, failure in zip(batches, failures, strict=True):
                if failure is None:
                    batch.written.set_result(None)
                else:
                    batch.written.set_exception(failure)
        self._publishing = None

    async def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work, arguments)

    def _do(self, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        try:
            if self._connection is None:
                self._connection = _open(self.path)
            return work(self._connection, *arguments)
        except sqlite3.Error as error:
            raise TransportUnavailable(f"the local log answers {type(error).__name__}") from error


class _LocalSubscription:
    def __init__(self, log: LocalLog, topics: Sequence[Topic]) -> None:
        self._log = log
        self._partitions = partitions_of(topics)
        self._topics = {topic.name for topic in topics}
        self._news = asyncio.Event()

    async def assigned(self) -> Sequence[Partition]:
        return self._partitions

    async def fetch(self, partition: Partition, offset: int, limit: int) -> list[Logged]:
        return await self._log.fetch(*partition, offset, limit)

    async def wait(self, timeout: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._news.wait()
        self._news.clear()

    async def close(self) -> None:
        self._log.leave(self)

    def notice(self, topic: str) -> None:
        if topic in self._topics:
            self._news.set()


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(_TABLES)
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends the transaction by itself
            connection.execute("ROLLBACK")
        raise


def _provision(connection: sqlite3.Connection, topics: Sequence[Topic]) -> None:
    with _transaction(connection):
        for topic in topics:
            (count,) = connection.execute("SELECT count(*) FROM partitions WHERE topic = ?", (topic.name,)).fetchone()
            if count not in (0, topic.partitions):
                raise PartitionCountDiffers(f"{topic.name} has {count} partitions, not {topic.partitions}")
            connection.executemany(
                "INSERT OR IGNORE INTO partitions (topic, number, end_offset, last_us) VALUES (?, ?, 0, 0)",
                [(topic.name, number) for number in range(topic.partitions)],
            )


def _partition(connection: sqlite3.Connection, partition: Partition) -> tuple[int, int, int]:
    row = connection.execute(
        "SELECT id, end_offset, last_us FROM partitions WHERE topic = ? AND number = ?", partition
    ).fetchone()
    if row is None:
        raise UnknownPartition(f"there is no partition {partition.number} of {partition.topic}")
    return int(row[0]), int(row[1]), int(row[2])


def _publish(
    connection: sqlite3.Connection, batches: Sequence[_Batch], clock: Callable[[], int]
) -> list[Exception | None]:
    """Append batches in one transaction; for each why not, where its partition does not exist."""
    failures: list[Exception | None] = []
    with _transaction(connection):
        for batch in batches:
            try:
                _append(connection, batch, clock)
            except UnknownPartition as error:
                failures.append(error)
            else:
                failures.append(None)
    return failures


def _append(connection: sqlite3.Connection, batch: _Batch, clock: Callable[[], int]) -> None:
    id_, end, last = _partition(connection, batch.partition)
    now = max(clock() // 1000, last)
    connection.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)",
        [(id_, end + i, r.key, r.value, headers_to_text(r.headers), now) for i, r in enumerate(batch.records)],
    )
    connection.execute(
        "UPDATE partitions SET end_offset = ?, last_us = ? WHERE id = ?", (end + len(batch.records), now, id_)
    )


def _fetch(connection: sqlite3.Connection, partition: Partition, offset: int, limit: int) -> list[Logged]:
    rows = connection.execute(
        'SELECT "offset", key, value, headers, appended_us FROM records'
        ' WHERE partition = ? AND "offset" >= ? ORDER BY "offset" LIMIT ?',
        (_partition(connection, partition)[0], offset, limit),
    )
    return [
        Logged(
            key,
            value,
            headers_of_text(headers),
            topic=partition.topic,
            partition=partition.number,
            offset=at,
            appended_at=_EPOCH + timedelta(microseconds=appended),
        )
        for at, key, value, headers, appended in rows
    ]
