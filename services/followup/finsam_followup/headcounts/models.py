"""Tables of headcounts: a head to lock, versions that are only ever added."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_common.db import Code, Head, Version
from finsam_contracts.values import Counting, Meaning, Provenance
from finsam_followup.base import Base


class HeadcountHead(Head, Base):
    """The current version of a headcount."""

    __tablename__ = "headcount_heads"


class HeadcountVersion(Version, Base):
    """Numbers of participants as reported."""

    __tablename__ = "headcount_versions"

    federation_id: Mapped[UUID] = mapped_column(index=True)
    external_id: Mapped[str] = mapped_column(String(64))
    intervention_id: Mapped[UUID] = mapped_column(index=True)
    period: Mapped[str] = mapped_column(String(7))
    women: Mapped[int | None]
    men: Mapped[int | None]
    sex_unknown: Mapped[int]
    counting: Mapped[Counting] = mapped_column(Code(Counting))
    meaning: Mapped[Meaning] = mapped_column(Code(Meaning))
    provenance: Mapped[Provenance] = mapped_column(Code(Provenance))
