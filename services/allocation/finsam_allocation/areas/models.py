"""Tables made of the registry's events: every word about a federation, kept in the order it was said."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_allocation.base import Base

SET: Final = "areas"
"""The name of the projection set that these tables are."""


class FederationRow(Base):
    """A federation and its end. ``until`` is its last day; a successor carries on what was merged."""

    __tablename__ = "area_federations"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    liquidating_from: Mapped[date | None]
    until: Mapped[date | None]
    successor_id: Mapped[UUID | None]


class NameRow(Base):
    """What a federation is called from a day on, and what until then, where it was renamed."""

    __tablename__ = "area_names"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    previous_name: Mapped[str | None] = mapped_column(String(300))


class WordRow(Base):
    """One word about a municipality's membership; ``said`` orders them (the event's offset in its log)."""

    __tablename__ = "area_words"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(4), primary_key=True)
    said: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    day_known: Mapped[bool]
