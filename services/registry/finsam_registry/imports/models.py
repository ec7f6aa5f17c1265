"""Lists that were imported, with the reports of their imports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_registry.base import Base


class Import(Base):
    """An import: a decision with the digest (SHA-256) of what was sent and the report of what was found."""

    __tablename__ = "imports"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    report: Mapped[dict[str, Any]]
