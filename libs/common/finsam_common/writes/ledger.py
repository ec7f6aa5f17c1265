"""What "the same thing again" means: new, unchanged, corrected, stale, changed in what never changes, void."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID, uuid5

from finsam_common.bodies import Body, Link, Notice, Registered
from finsam_common.problems import (
    ContentDiffers,
    KeyChanged,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
    StaleVersion,
)
from finsam_common.writes.entries import Accepted, Change, Entry, Result, Standing
from finsam_contracts import Event

REGISTRATIONS = UUID("6f1d0f0c-5e0f-5d6e-9a53-1f3c6b0e2003")
"""The namespace of registration ids."""


class Registration(Body):
    """The content of a registration: what it is called by its federation, and whose it is."""

    federation_id: UUID
    external_id: str


F = TypeVar("F", bound=Registration)
EventOf = Callable[["Stored[F]", "Stored[F] | None"], Event]


@lru_cache(maxsize=8192)
def registration_id(kind: str, federation_id: UUID, external_id: str) -> UUID:
    """The id of a registration: the same for the same natural key, wherever it is computed (UUIDv5)."""
    return uuid5(REGISTRATIONS, f"{kind}/{federation_id}/{external_id}")


class Stored(NamedTuple, Generic[F]):
    """One version of a registration."""

    id: UUID
    version: int
    facts: F
    void: bool
    recorded_at: datetime
    recorded_by: str


class Ledger(Generic[F]):
    """The registrations of one kind that a batch is about, as they stand and as the batch changes them.

    ``fixed`` names fields that never change in one life, ``key`` those that an event's key is made of: they do not
    change even after a void.
    """

    def __init__(
        self,
        kind: str,
        path: str,
        resource: type[Registered],
        stored: Iterable[Stored[F]],
        *,
        fixed: Sequence[str] = (),
        key: Sequence[str] = (),
    ) -> None:
        self.kind = kind
        self._path = path
        self._resource = resource
        self._stored = {each.id: each for each in stored}
        self._fixed = tuple(fixed)
        self._key = ("federation_id", "external_id", *key)

    def current(self, registration: UUID) -> Stored[F] | None:
        """The registration as it now stands; None when it is unknown or void."""
        stored = self._stored.get(registration)
        return None if stored is None or stored.void else stored

    def id_of(self, facts: F) -> UUID:
        """The id that a registration with this natural key has."""
        return registration_id(self.kind, facts.federation_id, facts.external_id)

    def put(
        self,
        entry: Entry[Any],
        facts: F,
        event: EventOf[F],
        notices: Sequence[Notice] = (),
        refusal: Callable[[], Problem | None] = lambda: None,
    ) -> Accepted | Problem:
        """Whether a content stands, as a new registration, a correction or nothing new (api.md, "Same thing again").

        A single POST never corrects, a row of a file does unless its ``ifVersion`` is stale, an update needs If-Match.
        ``refusal`` is what the subject's rules say; they judge what is new, so that what was accepted once stays
        ``unchanged`` when it is sent again, whatever has happened since.
        """
        target: UUID = getattr(entry.command, "id", None) or self.id_of(facts)
        old = self._stored.get(target)
        refused = self._refused(entry, old, facts)
        if refused is not None:
            return refused
        if old is not None and not old.void and old.facts == facts:
            return self._accepted(entry, old, "unchanged", (), notices)
        refused = refusal()
        if refused is not None:
            return refused
        result: Result = "accepted" if old is None or old.void else "corrected"
        return self._add(entry, target, facts, result, event, notices)

    def void(self, entry: Entry[Any], event: EventOf[F]) -> Accepted | Problem:
        """Take a registration back: a last version that counts nowhere. It needs If-Match."""
        old = self.current(entry.command.id)
        if old is None or not entry.principal.owns(old.facts.federation_id):
            return NotFound()
        refused = _precondition(entry, old)
        return refused or self._add(entry, old.id, old.facts, "voided", event, ())

    def _refused(self, entry: Entry[Any], old: Stored[F] | None, facts: F) -> Problem | None:
        if hasattr(entry.command, "id"):
            if old is None or old.void or not entry.principal.owns(old.facts.federation_id):
                return NotFound()
            return _precondition(entry, old) or self._moved(old, facts)
        if old is None:
            return None
        if old.void:
            return _changed(self._key, old.facts, facts)
        if old.facts == facts:
            return None
        if not entry.in_file:
            return ContentDiffers("The external id is registered with other content; update it with PUT and If-Match.")
        if entry.if_version not in (None, old.version):
            return StaleVersion(current_version=old.version)
        return self._moved(old, facts)

    def _moved(self, old: Stored[F], facts: F) -> Problem | None:
        return _changed((*self._key, *self._fixed), old.facts, facts)

    def _add(
        self,
        entry: Entry[Any],
        target: UUID,
        facts: F,
        result: Result,
        event: EventOf[F],
        notices: Sequence[Notice],
    ) -> Accepted:
        old = self._stored.get(target)
        new = Stored(
            id=target,
            version=1 if old is None else old.version + 1,
            facts=facts,
            void=result == "voided",
            recorded_at=entry.recorded_at if old is None else max(entry.recorded_at, old.recorded_at),
            recorded_by=entry.principal.subject,
        )
        fact = event(new, None if old is None or old.void else old)
        self._stored[target] = new
        return self._accepted(entry, new, result, (fact,), notices)

    def _accepted(
        self, entry: Entry[Any], stored: Stored[F], result: Result, events: Sequence[Event], notices: Sequence[Notice]
    ) -> Accepted:
        return Accepted(
            resource=partial(represent, self._resource, stored, entry.base_url + self._path, notices),
            status=201 if result == "accepted" else 200,
            result=result,
            location=f"{self._path}/{stored.id}" if result == "accepted" else None,
            version=stored.version,
            events=events,
            changes=[Change(self.kind, stored)] if events else [],
            standing=Standing(stored.id, stored.version, notices),
        )


R = TypeVar("R", bound=Registered)


def represent(resource: type[R], stored: Stored[Any], path: str, notices: Sequence[Notice] = ()) -> R:
    """A stored version as the resource that is answered; its values were validated when they came in."""
    made = resource.model_construct(
        **vars(stored.facts),
        id=stored.id,
        version=stored.version,
        recorded_at=stored.recorded_at,
        void=stored.void,
        warnings=list(notices),
        links={"self": Link(href=f"{path}/{stored.id}", rel="self")},
    )
    return cast(R, made)


def _precondition(entry: Entry[Any], old: Stored[Any]) -> Problem | None:
    if entry.if_match is None:
        return PreconditionRequired()
    return None if entry.if_match == old.version else PreconditionFailed(current_version=old.version)


def _changed(names: Iterable[str], old: Registration, new: Registration) -> Problem | None:
    for name in names:
        if getattr(old, name) != getattr(new, name):
            return KeyChanged(pointer=f"/{type(new).model_fields[name].alias or name}")
    return None
