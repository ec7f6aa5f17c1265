"""Units of reading and of work: what a handler or a query holds while it talks to its database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Dialect, Executable, MetaData, RowMapping, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from finsam_common.db import rows as many
from finsam_common.events.news import ANNOUNCE
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

    ``traceparent`` goes with what is emitted; ``pending`` is what each kind of registration has begun.
    """

    def __init__(self, connection: AsyncConnection, metadata: MetaData) -> None:
        super().__init__(connection, metadata)
        self.now = datetime.now(UTC)
        self.traceparent: str | None = None
        self.pending: dict[str, Any] = {}
        self._session: AsyncSession | None = None
        self._emitted: list[Emitted] = []
        self._gathered: list[many.Change] = []
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

    async def begin(self, table: Table, rows: Sequence[many.Row]) -> set[UUID]:
        """Insert rows whose key does not exist; the ``id`` of each that was not there."""
        if not rows:
            return set()
        columns = tuple(rows[0])
        statement = many.begin_statement(table, columns, self.dialect)
        return {row["id"] for row in await self.all(statement, self._parameter(table, columns, rows))}

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
        self._gathered.clear()
        self.pending.clear()

    def gather(self, changes: Iterable[many.Change]) -> None:
        """Let rows be written when the unit of work is flushed, all in one statement where the database has that.

        No row may be touched by two of them.
        """
        self._gathered += [change for change in changes if change.rows]

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do something once the transaction has been committed, and never otherwise."""
        self._after_commit.append(action)

    async def flush(self) -> None:
        """Write what was gathered: the session's objects, the gathered rows, the outbox."""
        if self._session is not None:
            await self._session.flush()
        emitted, self._emitted = self._emitted, []
        if emitted:
            self.gather([many.Change("insert", self.metadata.tables["outbox"], outbox_rows(emitted))])
        gathered, self._gathered = self._gathered, []
        if gathered:
            await self._together(gathered, announced=bool(emitted))

    async def close(self) -> None:
        """Let go of the session; the transaction is its owner's to end."""
        if self._session is not None:
            await self._session.close()

    def committed(self) -> None:
        """Called by the database once the transaction stands."""
        for action in self._after_commit:
            action()

    async def _together(self, changes: Sequence[many.Change], *, announced: bool) -> None:
        dialect = self.dialect
        if dialect.name == "postgresql":
            statement = many.together_statement(
                tuple(each.shape for each in changes), ANNOUNCE if announced else "SELECT 1", dialect
            )
            rows = {f"rows{i}": each.parameter(dialect) for i, each in enumerate(changes)}
            await self.connection.execute(statement, rows)
        else:
            for each in changes:
                await self.connection.execute(
                    many.change_statement(each.shape, dialect), {"rows": each.parameter(dialect)}
                )

    async def _run(
        self, statement: Executable, table: Table, columns: tuple[str, ...], rows: Sequence[many.Row]
    ) -> None:
        await self.connection.execute(statement, self._parameter(table, columns, rows))

    def _parameter(self, table: Table, columns: tuple[str, ...], rows: Sequence[many.Row]) -> dict[str, str]:
        return {"rows": many.parameter(table, columns, rows, self.dialect)}
