"""A little service with one kind of registration, to try the write path on: loans of a library."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from pydantic.dataclasses import dataclass
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from finsam_common.auth import Principal, allow
from finsam_common.bodies import ExternalId, Registered
from finsam_common.db import Head, TableBase, Version, Write, service_metadata, table_of
from finsam_common.problems import Problem
from finsam_common.sealing import Sealing
from finsam_common.writes import (
    Accepted,
    Batch,
    Command,
    Entry,
    Handlers,
    IdempotencyKey,
    Ledger,
    Register,
    Registration,
    Stored,
)
from finsam_contracts import Event


class Base(TableBase):
    __abstract__ = True
    metadata = service_metadata()


HOME = UUID("00000000-0000-0000-0000-0000000000aa")
AWAY = UUID("00000000-0000-0000-0000-0000000000bb")


class BookLent(Event, name="library.book-lent.v1", key="loan_id"):
    """A book was lent."""

    loan_id: UUID
    version: int
    days: int
    previous_days: int | None


class LoanHead(Head, Base):
    __tablename__ = "loan_heads"


class LoanVersion(Version, Base):
    __tablename__ = "loan_versions"
    __table_args__ = (CheckConstraint("days < 1000", name="days"),)
    federation_id: Mapped[UUID]
    external_id: Mapped[str]
    book: Mapped[str]
    days: Mapped[int]


class LoanRequest(Registration):
    """A loan."""

    federation_id: UUID
    external_id: ExternalId
    book: str
    days: int


class Loan(LoanRequest, Registered):
    """A loan as registered."""

    model_config = Registered.model_config


class TooLong(Problem, status=409, code="too-long"):
    """Nobody reads that long."""


@dataclass(frozen=True)
class Lend(Command):
    body: LoanRequest


@dataclass(frozen=True)
class Prolong(Command):
    id: UUID
    body: LoanRequest


@dataclass(frozen=True)
class Return(Command):
    id: UUID


LOANS = Register(
    "loan",
    "/library/v1/loans",
    LoanRequest,
    Loan,
    table_of(LoanHead),
    table_of(LoanVersion),
    fixed=("book",),
)
handlers = Handlers()


def lent(new: Stored[LoanRequest], old: Stored[LoanRequest] | None) -> BookLent:
    return BookLent(
        loan_id=new.id, version=new.version, days=new.facts.days, previous_days=old.facts.days if old else None
    )


def decide(ledger: Ledger[LoanRequest], entry: Entry[Any]) -> Accepted | Problem:
    if isinstance(entry.command, Return):
        return ledger.void(entry, lent)
    loan = entry.command.body
    if loan.days == 666:
        raise RuntimeError("a mistake of ours")
    if 100 < loan.days < 1000:
        return TooLong()
    return ledger.put(entry, loan, lent)


@handlers.handles(Lend, Prolong, Return)
async def lend(batch: Batch[Any], uow: Write) -> None:
    ledger = await LOANS.for_update(uow, batch)
    batch.settle_each(lambda entry: decide(ledger, entry))


def loan(external_id: str = "a", days: int = 14, book: str = "Röda rummet", federation: UUID = HOME) -> LoanRequest:
    return LoanRequest(federation_id=federation, external_id=external_id, book=book, days=days)


PRINCIPAL = Principal("librarian", "library", "federation", frozenset({"followup:write"}), frozenset({HOME}))
RIGHTS = allow("followup:write", own="federationId")
SEALING = Sealing([Fernet.generate_key().decode()])


def entry(command: Command, key: str | None = None, **options: Any) -> Entry[Any]:
    name = (
        None
        if key is None
        else IdempotencyKey("library", "POST /loans", key, sha256(repr(command).encode()).hexdigest())
    )
    return Entry(command, PRINCIPAL, RIGHTS, key=name, **options)
