"""Which function handles which command. A subject has one ``Handlers``; its service gathers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from finsam_common.db.units import Write
from finsam_common.problems import Problem
from finsam_common.writes.entries import Accepted, Batch, C, Command, Entry

BatchHandler = Callable[[Batch[Any], Write], Awaitable[None]]
Decision = Callable[[Entry[C], Write], Awaitable[Accepted]]
B = TypeVar("B", bound=BatchHandler)


class Handlers:
    """The command handlers of one subject, or of a whole service."""

    def __init__(self, subjects: Iterable[Handlers] = ()) -> None:
        self._handlers: dict[type[Command], BatchHandler] = {}
        self._decisions: set[type[Command]] = set()
        for subject in subjects:
            self._decisions |= subject._decisions
            for command, handler in subject._handlers.items():
                self._add(command, handler)

    def handles(self, *commands: type[Command]) -> Callable[[B], B]:
        """Let a function take batches of these commands: load, decide each, settle each."""

        def register(handler: B) -> B:
            for command in commands:
                self._add(command, handler)
            return handler

        return register

    def decides(self, command: type[C]) -> Callable[[Decision[C]], Decision[C]]:
        """Let a function take one weighty command: one request, one transaction, ORM objects.

        It answers Accepted, or raises a Problem; then nothing that it did stays.
        """

        def register(decision: Decision[C]) -> Decision[C]:
            self._add(command, _one_by_one(decision))
            self._decisions.add(command)
            return decision

        return register

    def of(self, command: type[Command]) -> BatchHandler:
        """The handler of a command; LookupError when there is none."""
        return self._handlers[command]

    def alone(self, command: type[Command]) -> bool:
        """Whether a command has its transaction to itself: it holds a session, whose failure is its neighbours' too."""
        return command in self._decisions

    def _add(self, command: type[Command], handler: BatchHandler) -> None:
        if command in self._handlers:
            raise TypeError(f"{command.__name__} has a handler already")
        self._handlers[command] = handler


def _one_by_one(decision: Decision[C]) -> BatchHandler:
    async def handler(batch: Batch[C], uow: Write) -> None:
        for entry in batch:
            savepoint = await uow.connection.begin_nested()
            try:
                accepted = await decision(entry, uow)
                await uow.session.flush()
            except Problem as problem:
                await savepoint.rollback()
                uow.session.expunge_all()
                uow.forget()
                entry.settle(problem)
            else:
                await savepoint.commit()
                entry.settle(accepted)

    return handler
