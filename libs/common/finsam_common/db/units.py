"""Units of reading and of work: what a handler or a query holds while it talks to its database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Dialect, Executable, MetaData, RowMapping, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from finsam_common.db import rows as many
from finsam_common.events.news import announce
from finsam_common.events.outbox import Emitted, outbox_rows
from finsam_contracts import Event


class Read:
    """Reads of one database."""

    def __init__(self, connection: AsyncConnection, metadata: MetaData) -> None:
        self.connection = connection
        self.metadata = metadata

    @property
    def dialect(self) -> Dialect:
        """The database's dialect; ``dialect.name`` is ``sqlite`` or ``postgresql``."""
        return self.connection.dialect

    async def all(self, statement: Executable, parameters: Any = None) -> Sequence[RowMapping]:
        """Every row of a statement."""
        return (await self.connection.execute(statement, parameters)).mappings().all()

    async def one_or_none(self, statement: Executable, parameters: Any = None) -> RowMapping | None:
        """The only row of a statement, or None; more than one is an error."""
        return (await self.connection.execute(statement, parameters)).mappings().one_or_none()

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.connection.execute(statement, parameters)).scalar()


class Write(Read):
    """One transaction. ``now`` is the recorded time of all that happens in it (UTC).

    ``traceparent`` goes with what is emitted; ``writers`` write the changes of each kind of registration.
    """

    def __init__(self, connection: AsyncConnection, metadata: MetaData) -> None:
        super().__init__(connection, metadata)
        self.now = datetime.now(UTC)
        self.traceparent: str | None = None
        self.writers: dict[str, Callable[[Sequence[Any]], Awaitable[None]]] = {}
        self._session: AsyncSession | None = None
        self._emitted: list[Emitted] = []
        self._before_flush: list[Callable[[], Awaitable[None]]] = []
        self._after_commit: list[Callable[[], None]] = []

    @property
    def session(self) -> AsyncSession:
        """An ORM session on this transaction, for decisions."""
        if self._session is None:
            # A savepoint of the session's own would outlive the entry's, which is released around it.
            self._session = AsyncSession(
                bind=self.connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
        return self._session

    async def execute(self, statement: Executable, parameters: Any = None) -> int:
        """Run a statement; the number of rows it changed."""
        return int((await self.connection.execute(statement, parameters)).rowcount)

    async def insert(self, table: Table, rows: Sequence[many.Row], *, ignore: bool = False) -> None:
        """Insert rows that all have the same columns, in their order; ``ignore`` leaves existing ones."""
        if rows:
            columns = tuple(rows[0])
            await self._run(many.insert_statement(table, columns, self.dialect, ignore=ignore), table, columns, rows)

    async def upsert(self, table: Table, rows: Sequence[many.Row]) -> None:
        """Insert rows, replacing those of the same primary key. No key may stand twice."""
        if rows:
            columns = tuple(rows[0])
            await self._run(many.upsert_statement(table, columns, self.dialect), table, columns, rows)

    async def amend(self, table: Table, rows: Sequence[many.Row]) -> None:
        """Change columns of rows named by their primary key; rows that are not there stay so."""
        if rows:
            columns = tuple(rows[0])
            await self._run(many.amend_statement(table, columns, self.dialect), table, columns, rows)

    async def remove(self, table: Table, rows: Sequence[many.Row]) -> None:
        """Delete rows named by their primary key."""
        if rows:
            columns = tuple(column.key for column in table.primary_key)
            await self._run(many.remove_statement(table, columns, self.dialect), table, columns, rows)

    def emit(self, event: Event, traceparent: str | None = None) -> None:
        """Let an event leave with this transaction: all or nothing, in the order of the calls."""
        self._emitted.append(Emitted(uuid4(), event, traceparent or self.traceparent, self.now))

    def forget(self) -> None:
        """Drop what was gathered and not flushed: its savepoint has been rolled back."""
        self._emitted.clear()
        self._before_flush.clear()

    def before_flush(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do something when the unit of work writes what it has gathered."""
        self._before_flush.append(action)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do something once the transaction has been committed, and never otherwise."""
        self._after_commit.append(action)

    async def flush(self) -> None:
        """Write what was gathered: the session's objects, the gathered rows, the outbox."""
        if self._session is not None:
            await self._session.flush()
        actions, self._before_flush = self._before_flush, []
        for action in actions:
            await action()
        emitted, self._emitted = self._emitted, []
        if emitted:
            await self.insert(self.metadata.tables["outbox"], outbox_rows(emitted))
            await announce(self)

    async def close(self) -> None:
        """Let go of the session; the transaction is its owner's to end."""
        if self._session is not None:
            await self._session.close()

    def committed(self) -> None:
        """Called by the database once the transaction stands."""
        for action in self._after_commit:
            action()

    async def _run(
        self, statement: Executable, table: Table, columns: tuple[str, ...], rows: Sequence[many.Row]
    ) -> None:
        await self.connection.execute(statement, {"rows": many.parameter(table, columns, rows, self.dialect)})
