"""Days on which the registry is complete, because a source that names every federation says so."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_registry.base import Base


class CompleteDay(Base):
    """On this day every federation and membership is in the registry; before the first one, absence tells nothing."""

    __tablename__ = "complete_days"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    day: Mapped[date]
    source: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime]
