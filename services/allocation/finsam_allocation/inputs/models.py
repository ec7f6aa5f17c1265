"""Tables of frozen inputs: only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_allocation.base import Base


class InputsRow(Base):
    """A year's inputs and their sums over the areas; the digest is of the content of all three tables."""

    __tablename__ = "inputs"
    __table_args__ = (Index(None, "year", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int]
    areas_as_of: Mapped[date]
    previous_areas_as_of: Mapped[date | None]
    frame_ore: Mapped[int] = mapped_column(BigInteger)
    national_support_ore: Mapped[int] = mapped_column(BigInteger)
    age_band: Mapped[str] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(String(300))
    illustrative: Mapped[bool]
    federations: Mapped[int]
    municipalities: Mapped[int]
    municipalities_outside: Mapped[int]
    assistance_ore: Mapped[int] = mapped_column(BigInteger)
    inhabitants: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))


class MeasureRow(Base):
    """One municipality's measures, and the federation whose area it is in."""

    __tablename__ = "input_measures"

    inputs_id: Mapped[UUID] = mapped_column(ForeignKey("inputs.id"), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(4), primary_key=True)
    assistance_ore: Mapped[int] = mapped_column(BigInteger)
    inhabitants: Mapped[int]
    federation_id: Mapped[UUID | None]
    previous_federation_id: Mapped[UUID | None]


class TermsRow(Base):
    """What is known of one federation beside its area."""

    __tablename__ = "input_terms"

    inputs_id: Mapped[UUID] = mapped_column(ForeignKey("inputs.id"), primary_key=True)
    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    previous_ore: Mapped[int | None] = mapped_column(BigInteger)
    request_ore: Mapped[int | None] = mapped_column(BigInteger)
    matching_ore: Mapped[int | None] = mapped_column(BigInteger)
    equity_ore: Mapped[int | None] = mapped_column(BigInteger)
