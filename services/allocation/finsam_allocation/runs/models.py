"""Tables of runs: only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from finsam_allocation.base import Base


class RunRow(Base):
    """A run: what it was made from, its summary, and how previous allocations were carried over."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("inputs_id", "parameter_set_id", "model_version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    inputs_id: Mapped[UUID] = mapped_column(ForeignKey("inputs.id"))
    parameter_set_id: Mapped[UUID] = mapped_column(ForeignKey("parameter_sets.id"))
    model_version: Mapped[int]
    year: Mapped[int]
    illustrative: Mapped[bool]
    summary: Mapped[dict[str, Any]]
    carried_over: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))


class ResultRow(Base):
    """One federation's result in a run, with every value on the way as it is answered."""

    __tablename__ = "run_results"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    federation_id: Mapped[UUID] = mapped_column(primary_key=True)
    result: Mapped[dict[str, Any]]
