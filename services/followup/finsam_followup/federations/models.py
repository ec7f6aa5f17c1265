"""Tables of the federations projection: made of the registry's events alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_followup.base import Base


class FederationRow(Base):
    """A federation; ``since`` is only attested when ``since_known`` is false, ``until`` is its last day."""

    __tablename__ = "federations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    since: Mapped[date]
    since_known: Mapped[bool]
    until: Mapped[date | None]
    successor_id: Mapped[UUID | None]


class MembershipRow(Base):
    """The latest membership of a municipality in a federation; ``since`` as in FederationRow."""

    __tablename__ = "federation_municipalities"

    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(4), primary_key=True)
    since: Mapped[date]
    since_known: Mapped[bool]
    until: Mapped[date | None]
