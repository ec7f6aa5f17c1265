"""Applying events: a batch at once, and event by event when the batch holds one that cannot be applied."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from finsam_common.db import failures
from finsam_common.db.units import Write
from finsam_common.events.changes import Rounds, Row
from finsam_common.events.parked import Parked
from finsam_common.events.projections import Heard, ProjectionSet
from finsam_common.events.reading import Arrival, Reason, Trouble
from finsam_common.transports import Partition, TransportUnavailable

if TYPE_CHECKING:
    from finsam_common.writes.entries import Command

React = Callable[[Write, Sequence["Command"], Heard[Any]], Awaitable[None]]
"""Runs the commands that answer an event, in the transaction given; raises when one is refused."""

Apply = Callable[[Write, Partition, Sequence[Arrival], bool], Awaitable[int]]
Troubled = list[tuple[Arrival, Trouble]]


class TroubledError(Exception):
    """Some event of a batch cannot be applied: the transaction is to be rolled back, and the batch applied anew."""


class Applier:
    """Writes what events change into a set's tables, or ``into`` those that stand for them, and answers them."""

    def __init__(
        self, projection_set: ProjectionSet, react: React, parked: Parked, into: Mapping[Table, Table] | None = None
    ) -> None:
        self._set = projection_set
        self._react = react
        self._parked = parked
        self._into = into or {}

    async def apply(self, uow: Write, partition: Partition, arrivals: Sequence[Arrival], parked: bool) -> int:
        """Apply events, and park those that cannot be and what follows them in their keys; how many were applied.

        ``parked``: something of the partition is parked already, maybe of the same keys. A failure that is not an
        event's own, but the database's or the log's, is raised.
        """
        waiting = await self._waiting(uow, partition, arrivals) if parked else set()
        troubled = await self._in_savepoint(uow, lambda: self._together(uow, arrivals, set(waiting)))
        if isinstance(troubled, Trouble):
            troubled = await self._one_by_one(uow, arrivals, waiting)
        await self._parked.park(uow, troubled)
        return len(arrivals) - len(troubled)

    async def apply_boldly(self, uow: Write, partition: Partition, arrivals: Sequence[Arrival], parked: bool) -> int:
        """The same without savepoints, which nearly always are in vain; TroubledError when one had been needed."""
        waiting = await self._waiting(uow, partition, arrivals) if parked else set()
        try:
            troubled = await self._together(uow, arrivals, waiting)
        except Exception as error:
            if trouble_of(error) is None:
                raise
            raise TroubledError from error
        await self._parked.park(uow, troubled)
        return len(arrivals) - len(troubled)

    async def alone(self, uow: Write, arrival: Arrival) -> Trouble | None:
        """Apply one event; what is wrong with it, and then it has changed nothing."""
        if isinstance(arrival.outcome, Trouble):
            return arrival.outcome
        heard = arrival.outcome
        done = await self._in_savepoint(uow, lambda: self._write_and_answer(uow, [(heard, arrival.reacts)]))
        return done if isinstance(done, Trouble) else None

    async def _waiting(self, uow: Write, partition: Partition, arrivals: Sequence[Arrival]) -> set[str]:
        return await self._parked.waiting(uow, partition, {arrival.logged.key for arrival in arrivals})

    async def _together(self, uow: Write, arrivals: Sequence[Arrival], waiting: set[str]) -> Troubled:
        heard: list[tuple[Heard[Any], bool]] = []
        troubled: Troubled = []
        for arrival in arrivals:
            if arrival.logged.key in waiting:
                troubled.append((arrival, Trouble(Reason.BEHIND)))
            elif isinstance(arrival.outcome, Trouble):
                waiting.add(arrival.logged.key)
                troubled.append((arrival, arrival.outcome))
            else:
                heard.append((arrival.outcome, arrival.reacts))
        await self._write_and_answer(uow, heard)
        return troubled

    async def _one_by_one(self, uow: Write, arrivals: Sequence[Arrival], waiting: set[str]) -> Troubled:
        troubled: Troubled = []
        for arrival in arrivals:
            behind = arrival.logged.key in waiting
            trouble = Trouble(Reason.BEHIND) if behind else await self.alone(uow, arrival)
            if trouble is not None:
                waiting.add(arrival.logged.key)
                troubled.append((arrival, trouble))
        return troubled

    async def _write_and_answer(self, uow: Write, events: Sequence[tuple[Heard[Any], bool]]) -> None:
        """Gather changes; what comes before an answer is written first, so that its handler sees it."""
        rounds = Rounds()
        for heard, reacts in events:
            for change in self._set.changes(heard):
                rounds.add(change)
            commands = self._set.commands(heard) if reacts else []
            if commands:
                await self._write(uow, rounds)
                rounds = Rounds()
                await self._react(uow, commands, heard)
        await self._write(uow, rounds)
        await uow.flush()

    async def _write(self, uow: Write, rounds: Rounds) -> None:
        put: dict[Table, list[Row]] = {}
        for verb, table, rows in rounds.statements():
            target = self._into.get(table, table)
            if verb == "remove":
                await uow.remove(target, rows)
            elif verb == "upsert":
                await uow.upsert(target, rows)
                put.setdefault(table, []).extend(rows)
            else:
                await uow.amend(target, rows)
        for derivation in self._set.derivations:
            if derivation.of in put:
                await derivation.write(uow, put[derivation.of], self._into)

    async def _in_savepoint(self, uow: Write, work: Callable[[], Awaitable[Any]]) -> Any:
        savepoint = await uow.connection.begin_nested()
        try:
            result = await work()
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            await savepoint.rollback()
            uow.forget()
            return trouble
        await savepoint.commit()
        return result


def trouble_of(error: Exception) -> Trouble | None:
    """What an exception says of the event: None when it is the surroundings' and the same again may succeed."""
    kind = failures.kind(error)
    if kind == "integrity":
        return Trouble(Reason.REFUSED_BY_DATABASE, type(error).__name__)
    if kind is not None or isinstance(error, (TransportUnavailable, DBAPIError)):
        return None
    return Trouble(Reason.HANDLER_FAILED, type(error).__name__)
