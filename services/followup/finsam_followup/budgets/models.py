"""Tables of budgets: a head to lock, versions that are only ever added."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_common.db import Code, Head, Version
from finsam_contracts.values import Provenance
from finsam_followup.base import Base


class BudgetHead(Head, Base):
    """The current version of a budget."""

    __tablename__ = "budget_heads"


class BudgetVersion(Version, Base):
    """A budget as reported (öre)."""

    __tablename__ = "budget_versions"

    federation_id: Mapped[UUID] = mapped_column(index=True)
    external_id: Mapped[str] = mapped_column(String(64))
    intervention_id: Mapped[UUID] = mapped_column(index=True)
    year: Mapped[int]
    ordinary_ore: Mapped[int] = mapped_column(BigInteger)
    esf_ore: Mapped[int] = mapped_column(BigInteger)
    provenance: Mapped[Provenance] = mapped_column(Code(Provenance))
