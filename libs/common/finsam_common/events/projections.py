"""What a subject hears: events of other services, as pure functions into its own tables and as commands to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Table, UniqueConstraint

from finsam_common.events.changes import Amend, Change, Put, Remove, Rows, table_of
from finsam_common.events.derived import Concerns, Derivation, Statements, always
from finsam_contracts import Event, Topic

if TYPE_CHECKING:
    from finsam_common.writes.entries import Command

__all__ = ["Amend", "Change", "Context", "Heard", "ProjectionSet", "Put", "Remove"]

E = TypeVar("E", bound=Event)
Verdict = Literal["heard", "newer", "unknown"]


class Context(NamedTuple):
    """The envelope an event came in. ``position`` numbers the producer's events within ``epoch``.

    ``previous`` is the position of the event before it in the same partition (0: none), ``time`` when the producer
    recorded the fact (UTC).
    """

    id: UUID
    type: str
    source: str
    key: str
    time: datetime
    epoch: UUID
    position: int
    previous: int
    traceparent: str | None = None


class Heard(NamedTuple, Generic[E]):
    """An event as it was heard. ``known_at`` is when the log took it (UTC): the same at every replay."""

    event: E
    envelope: Context
    known_at: datetime
    topic: str
    partition: int
    offset: int


Projection = Callable[[Heard[E]], Iterable[Change]]
Reaction = Callable[[Heard[E]], "Iterable[Command]"]


class ProjectionSet:
    """Tables that are made of events alone, and the functions that make them.

    A set is heard, parked and rebuilt as one. A new ``version`` has it rebuilt from the beginning of the log. Its
    tables have nothing that replay could not give again: no defaults, no foreign keys, no uniqueness but their
    primary key; and each of them is made of the events of one topic.
    """

    def __init__(self, name: str, version: int, tables: Sequence[Rows] = ()) -> None:
        self.name = name
        self.version = version
        self.tables: tuple[Table, ...] = tuple(table_of(rows) for rows in tables)
        self._projections: dict[str, list[Projection[Any]]] = {}
        self._reactions: dict[str, list[Reaction[Any]]] = {}
        self._types: dict[str, type[Event]] = {}
        self._topic_of: dict[Table, str] = {}
        self.derivations: list[Derivation] = []
        self._derived_from: set[Table] = set()
        for table in self.tables:
            _refuse_what_replay_could_not_give(table)

    def project(self, event_type: type[E]) -> Callable[[Projection[E]], Projection[E]]:
        """Let a pure function say what an event changes in the set's tables."""

        def register(projection: Projection[E]) -> Projection[E]:
            self._types[event_type.event_name] = event_type
            self._projections.setdefault(event_type.event_name, []).append(projection)
            return projection

        return register

    def react(self, event_type: type[E]) -> Callable[[Reaction[E]], Reaction[E]]:
        """Let a function answer an event with commands to the own service; never in a replay.

        The commands' handlers run in the consumer's transaction, after what ``project`` says of the same event.
        """

        def register(reaction: Reaction[E]) -> Reaction[E]:
            self._types[event_type.event_name] = event_type
            self._reactions.setdefault(event_type.event_name, []).append(reaction)
            return reaction

        return register

    def derive(self, of: Rows, *columns: str, concerns: Concerns = always) -> Callable[[Statements], Statements]:
        """Let statements say what follows from the rows of a table, whenever some of them have been put.

        They get those ``columns`` of the rows that were put, each combination once, and only of rows that it
        ``concerns``; they may only write what follows from all rows that are
        there: then it is the same wherever a history is cut into batches, and whatever was skipped. Nothing but put
        may be done to the table's rows.
        """

        def register(statements: Statements) -> Statements:
            self.derivations.append(Derivation(table_of(of), columns, concerns, statements))
            self._derived_from.add(table_of(of))
            return statements

        return register

    @property
    def types(self) -> Mapping[str, type[Event]]:
        """The event types that the set subscribes to, by name."""
        return self._types

    @property
    def topics(self) -> list[Topic]:
        """The topics of those types, by name."""
        return sorted({event_type.topic for event_type in self._types.values()}, key=lambda topic: topic.name)

    @property
    def reacts(self) -> bool:
        """Whether any event is answered with commands."""
        return bool(self._reactions)

    def verdict(self, type_name: str) -> Verdict:
        """Whether the set hears a type; ``newer`` is a higher version of a type that it hears."""
        if type_name in self._types:
            return "heard"
        fact, version = _fact_and_version(type_name)
        versions = [known for name, known in map(_fact_and_version, self._types) if name == fact]
        return "newer" if versions and version > max(versions) else "unknown"

    def changes(self, heard: Heard[Any]) -> list[Change]:
        """What an event changes, in order. TypeError when a table is not the set's, or is made of another topic."""
        found: list[Change] = []
        for projection in self._projections.get(heard.envelope.type, ()):
            for change in projection(heard):
                table = table_of(change.table)
                if self._topic_of.get(table) != heard.topic:
                    self._claim(table, heard.topic)
                if table in self._derived_from and not isinstance(change, Put):
                    raise TypeError(f"{table.name} is derived from: its rows are put, and nothing else")
                found.append(change)
        return found

    def _claim(self, table: Table, topic: str) -> None:
        """Let a table be made of the events of a topic, if it is the set's and not made of another's."""
        if table not in self.tables:
            raise TypeError(f"{table.name} is not a table of {self.name}")
        if self._topic_of.setdefault(table, topic) != topic:
            raise TypeError(f"{table.name} is made of {self._topic_of[table]}, not of {topic}")

    def commands(self, heard: Heard[Any]) -> list[Command]:
        """What an event is answered with, in order."""
        return [command for reaction in self._reactions.get(heard.envelope.type, ()) for command in reaction(heard)]


def _fact_and_version(type_name: str) -> tuple[str, int]:
    """``registry.federation-formed.v1`` as its fact and 1; anything else has version 0."""
    fact, _, version = type_name.rpartition(".v")
    return (fact, int(version)) if fact and version.isdecimal() else (type_name, 0)


def _refuse_what_replay_could_not_give(table: Table) -> None:
    if not list(table.primary_key):
        raise TypeError(f"{table.name} has no primary key")
    if table.foreign_keys:
        raise TypeError(f"{table.name} is a projection and refers to another table")
    for column in table.columns:
        if column.default is not None or column.server_default is not None or column.onupdate is not None:
            raise TypeError(f"{table.name}.{column.key} is a projection's column and has a default")
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    if unique or any(index.unique for index in table.indexes):
        raise TypeError(f"{table.name} is a projection and has a uniqueness besides its primary key")
