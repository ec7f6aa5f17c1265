"""What goes through the write path: commands as entries, entries as batches, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

import structlog
from pydantic import BaseModel

from finsam_common.auth import Principal, Rights
from finsam_common.bodies import Notice
from finsam_common.problems import Problem, Unexpected
from finsam_contracts import Event

log = structlog.get_logger()

Result = Literal["accepted", "corrected", "unchanged", "voided"]


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants done, in the domain's words; a subclass carries a ``body`` and, for updates, an ``id``."""


C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The client's name for one request, in the scope of its organisation and route; ``fingerprint`` is its content."""

    organisation: str
    route: str
    key: str
    fingerprint: str

    @property
    def scope(self) -> tuple[str, str, str]:
        """What the key is unique in."""
        return self.organisation, self.route, self.key


class Change(NamedTuple):
    """A new version of one registration, for the register of that kind to write."""

    kind: str
    stored: Any


class Standing(NamedTuple):
    """Which version of a registration stands, and what somebody should look at."""

    id: UUID
    version: int
    notices: Sequence[Notice] = ()


class Accepted(NamedTuple):
    """A command that stands: what to answer (``confidential``: it has a secret), what to write and what to tell.

    ``resource`` may be made when it is asked for: a row of a file is answered with its ``standing`` alone.
    """

    resource: BaseModel | Callable[[], BaseModel]
    status: int = 201
    result: Result = "accepted"
    location: str | None = None
    version: int | None = None
    events: Sequence[Event] = ()
    changes: Sequence[Change] = ()
    standing: Standing | None = None
    confidential: bool = False

    @property
    def answer(self) -> Answer:
        """The answer as it is sent, and kept with the idempotency key."""
        etag = None if self.version is None else f'"{self.version}"'
        resource = self.resource if isinstance(self.resource, BaseModel) else self.resource()
        body = resource.model_dump_json(by_alias=True)
        return Answer(self.status, body, self.location, etag, self.result, self.confidential)


@dataclass(frozen=True, slots=True)
class Answer:
    """An accepted answer: status, body (JSON text), Location and ETag."""

    status: int
    body: str
    location: str | None = None
    etag: str | None = None
    result: Result = "accepted"
    confidential: bool = False


Outcome = Accepted | Answer | Problem


@dataclass(slots=True)
class Entry(Generic[C]):
    """One command on its way: who asks, by which right, and how it ended.

    ``if_match`` is the version that an update builds on, ``if_version`` the same in a file's row. ``base_url`` is
    what absolute links begin with.
    """

    command: C
    principal: Principal
    rights: Rights
    traceparent: str | None = None
    key: IdempotencyKey | None = None
    if_match: int | None = None
    if_version: int | None = None
    in_file: bool = False
    base_url: str = ""
    recorded_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcome: Outcome | None = None

    def settle(self, outcome: Outcome) -> None:
        """Say how the entry ended. A later word replaces an earlier one."""
        self.outcome = outcome


class Batch(Generic[C]):
    """The open entries of one transaction, in order of arrival."""

    def __init__(self, entries: Iterable[Entry[C]]) -> None:
        self.entries = [entry for entry in entries if entry.outcome is None]

    def __iter__(self) -> Iterator[Entry[C]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def settle_each(self, decide: Callable[[Entry[C]], Accepted | Problem]) -> None:
        """Decide entry by entry; an exception settles that one as 500 and the others go on."""
        for entry in self.entries:
            try:
                entry.settle(decide(entry))
            except Problem as problem:
                entry.settle(problem)
            except Exception:
                log.exception("entry.failed", command=type(entry.command).__name__)
                entry.settle(Unexpected())
