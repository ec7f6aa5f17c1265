"""The registrations of one kind in their tables: heads to lock, versions that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Generic, cast
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, and_, func, select

from finsam_common.bodies import Registered
from finsam_common.db.among import among
from finsam_common.db.rows import Change as RowChange
from finsam_common.db.units import Read, Write
from finsam_common.writes.entries import Batch, Change
from finsam_common.writes.ledger import F, Ledger, Stored, registration_id

Targets = dict[UUID, dict[str, Any] | None]
"""What a batch is about: by id, the head of a registration that may be new, or None for one that must exist."""

_NUMBER: Final = attrgetter("int")
"""What UUIDs are ordered by, as they and the database order them, without Python code for each comparison."""

FIRST: Final = 1
"""The version that a new registration has, and its head from the beginning."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What a transaction has begun of one kind of registration: the ids of heads that it made."""

    register: Register[Any]
    begun: set[UUID] = field(default_factory=set)

    def rows(self, changes: Sequence[Change]) -> list[RowChange]:
        """Versions to add, heads to move on, and heads to take away again because nothing was accepted for them."""
        newest = {change.stored.id: change.stored.version for change in changes}
        moved = sorted(key for key in newest if key not in self.begun or newest[key] != FIRST)
        heads = self.register.heads
        return [
            RowChange("insert", self.register.versions, [self.register.row_of(change.stored) for change in changes]),
            RowChange("amend", heads, [{"id": key, "version": newest[key]} for key in moved]),
            RowChange("remove", heads, [{"id": key} for key in sorted(self.begun - newest.keys())]),
        ]


@dataclass(frozen=True)
class Register(Generic[F]):
    """One kind of registration: its content, its resource and where it is kept.

    The columns of ``versions`` are named as the fields of ``facts``. ``fixed`` and ``key`` as in Ledger.
    """

    kind: str
    path: str
    facts: type[F]
    resource: type[Registered]
    heads: Table
    versions: Table
    fixed: Sequence[str] = ()
    key: Sequence[str] = ()
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.facts.model_fields))

    def id_of(self, federation_id: UUID, external_id: str) -> UUID:
        """The id of a registration by its natural key."""
        return registration_id(self.kind, federation_id, external_id)

    async def for_update(self, uow: Write, batch: Batch[Any] | None = None, also: Iterable[UUID] = ()) -> Ledger[F]:
        """The registrations that a batch is about, and others by id: heads locked in key order, then read.

        Registrations that may be new get their head first, in key order, so that two transactions meet there; a
        head for which nothing was accepted is taken away again.
        """
        targets = self._targets(batch, also)
        new = [head for key in sorted(targets, key=_NUMBER) if (head := targets[key]) is not None]
        begun = await uow.begin(self.heads, new)
        uow.pending.setdefault(self.kind, Pending(self)).begun.update(begun)
        stored = await self._locked(uow, [key for key in targets if key not in begun])
        return Ledger(self.kind, self.path, self.resource, stored, fixed=self.fixed, key=self.key)

    async def _locked(self, uow: Write, ids: Sequence[UUID]) -> list[Stored[F]]:
        """Lock heads, in key order, and then read the versions that they carry."""
        if not ids:
            return []
        h = self.heads.c
        locked = await uow.all(select(h.id).where(among(h.id, ids)).order_by(h.id).with_for_update())
        return await self._current(uow, [row["id"] for row in locked])

    async def one(self, read: Read, registration: UUID, known_at: datetime | None = None) -> Stored[F] | None:
        """The version that was current at ``known_at`` (recorded time; default now), void ones too."""
        v = self.versions.c
        statement = self.select_versions().where(v.id == registration).order_by(v.version.desc()).limit(1)
        if known_at is not None:
            statement = statement.where(v.recorded_at <= known_at)
        row = await read.one_or_none(statement)
        return None if row is None else self.stored(row)

    async def history(self, read: Read, registration: UUID) -> list[Stored[F]]:
        """Every version of a registration, the newest first."""
        v = self.versions.c
        rows = await read.all(self.select_versions().where(v.id == registration).order_by(v.version.desc()))
        return [self.stored(row) for row in rows]

    def select_versions(self) -> Select[Any]:
        """All versions, with the columns that ``stored`` reads."""
        return select(self.versions)

    def select_current(self) -> Select[Any]:
        """The current version of every registration that is not void."""
        v, h = self.versions.c, self.heads.c
        joined = self.versions.join(self.heads, and_(h.id == v.id, h.version == v.version))
        return select(self.versions).select_from(joined).where(v.void.is_(False))

    def select_known(self, known_at: datetime | None) -> Select[Any]:
        """The version of every registration that was current at a moment of recorded time, void ones left out."""
        if known_at is None:
            return self.select_current()
        v = self.versions.c
        latest = (
            select(v.id, func.max(v.version).label("version"))
            .where(v.recorded_at <= known_at)
            .group_by(v.id)
            .subquery("latest")
        )
        joined = self.versions.join(latest, and_(latest.c.id == v.id, latest.c.version == v.version))
        return select(self.versions).select_from(joined).where(v.void.is_(False))

    def stored(self, row: Mapping[str, Any] | RowMapping) -> Stored[F]:
        """A row of ``versions`` as a version."""
        facts = cast(F, self.facts.model_construct(**{name: row[name] for name in self.columns}))
        return Stored(row["id"], row["version"], facts, row["void"], row["recorded_at"], row["recorded_by"])

    async def _current(self, uow: Write, ids: Sequence[UUID]) -> list[Stored[F]]:
        if not ids:
            return []
        v, h = self.versions.c, self.heads.c
        joined = self.versions.join(self.heads, and_(h.id == v.id, h.version == v.version))
        rows = await uow.all(select(self.versions).select_from(joined).where(among(v.id, ids)))
        return [self.stored(row) for row in rows]

    def _targets(self, batch: Batch[Any] | None, also: Iterable[UUID]) -> Targets:
        targets: Targets = dict.fromkeys(also)
        for entry in batch or ():
            command = entry.command
            if hasattr(command, "id"):
                targets.setdefault(command.id, None)
            else:
                natural = (command.body.federation_id, command.body.external_id)
                key = self.id_of(*natural)
                targets[key] = {"id": key, "federation_id": natural[0], "external_id": natural[1], "version": FIRST}
        return targets

    def row_of(self, stored: Stored[F]) -> dict[str, Any]:
        """A version as a row."""
        facts = vars(stored.facts)
        return {
            "id": stored.id,
            "version": stored.version,
            "recorded_at": stored.recorded_at,
            "recorded_by": stored.recorded_by,
            "void": stored.void,
            **{name: facts[name] for name in self.columns},
        }
