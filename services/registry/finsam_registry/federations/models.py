"""Tables of federations. A fact that turns out otherwise is superseded by another row, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_contracts.registry import DatePrecision
from finsam_contracts.values import Party
from finsam_registry.base import Base
from finsam_registry.spans import Span


def coded(kind: type[Any], length: int) -> Enum:
    """A code list as text, by the values that stand on the wire."""
    return Enum(kind, native_enum=False, length=length, values_callable=lambda codes: [code.value for code in codes])


class Federation(Base):
    """A federation's identity: what stays when its name, members and area change."""

    __tablename__ = "federations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_number: Mapped[str | None] = mapped_column(String(10), unique=True)
    recorded_at: Mapped[datetime]


class Decision(Base):
    """What was registered, by whom and on which source: every fact of a federation comes from one."""

    __tablename__ = "decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    effective_date: Mapped[date]
    date_precision: Mapped[DatePrecision] = mapped_column(coded(DatePrecision, 10))
    source: Mapped[str] = mapped_column(String(500))
    content: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))


class DecisionFederation(Base):
    """Which federations a decision is about."""

    __tablename__ = "decision_federations"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    federation_id: Mapped[UUID] = mapped_column(ForeignKey("federations.id"), primary_key=True, index=True)


class Turn(Base):
    """One row, locked by every decision: they are few, and each is taken knowing all earlier ones."""

    __tablename__ = "turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    taken: Mapped[int]


class Fact:
    """A row in two times: the span on which it holds, and the moments between which the registry said so."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    federation_id: Mapped[UUID] = mapped_column(ForeignKey("federations.id"))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"))
    since: Mapped[date]
    since_known: Mapped[bool]
    since_precision: Mapped[DatePrecision] = mapped_column(coded(DatePrecision, 10))
    until: Mapped[date | None]
    until_precision: Mapped[DatePrecision] = mapped_column(coded(DatePrecision, 10))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    @property
    def span(self) -> Span:
        """The days on which the fact holds."""
        return Span(self.since, self.since_known, self.since_precision, self.until, self.until_precision)


class Life(Fact, Base):
    """When a federation exists, since when it is being wound up, and who carries it on."""

    __tablename__ = "lives"
    __table_args__ = (Index(None, "federation_id", "superseded_at"),)

    liquidating_from: Mapped[date | None]
    liquidating_precision: Mapped[DatePrecision] = mapped_column(coded(DatePrecision, 10))
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("federations.id"), index=True)


class Name(Fact, Base):
    """What a federation is called. ``name_key`` is the name as it is compared and searched."""

    __tablename__ = "names"
    __table_args__ = (Index(None, "federation_id", "superseded_at"), Index(None, "name_key"))

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))


class Member(Fact, Base):
    """A member. ``code`` is a municipality's, the county's of a region, and the party itself for FK and AF."""

    __tablename__ = "members"
    __table_args__ = (Index(None, "federation_id", "superseded_at"), Index(None, "party", "code", "superseded_at"))

    party: Mapped[Party] = mapped_column(coded(Party, 20))
    code: Mapped[str] = mapped_column(String(4))
