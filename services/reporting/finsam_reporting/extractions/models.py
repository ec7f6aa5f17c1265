"""Extractions: a report's figures as they were taken, word for word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from finsam_reporting.base import Base


class ExtractionRow(Base):
    """One extraction. ``document`` is the JSON text that every reading of it answers with, byte for byte."""

    __tablename__ = "extractions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    report: Mapped[str] = mapped_column(String(40))
    year: Mapped[int] = mapped_column(index=True)
    known_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    definitions_version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    findings: Mapped[int]
    synthetic: Mapped[bool]
    document: Mapped[str] = mapped_column(Text)
