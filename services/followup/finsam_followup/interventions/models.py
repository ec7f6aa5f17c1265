"""Tables of interventions: a head to lock, versions that are only ever added, flags."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from finsam_common.db import Code, Codes, Head, Version
from finsam_contracts.values import Focus, Orientation, Provenance, RegistrationMethod, TargetGroup
from finsam_followup.base import Base


class InterventionHead(Head, Base):
    """The current version of an intervention."""

    __tablename__ = "intervention_heads"


class InterventionVersion(Version, Base):
    """An intervention as registered."""

    __tablename__ = "intervention_versions"

    federation_id: Mapped[UUID] = mapped_column(index=True)
    external_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    orientation: Mapped[Orientation] = mapped_column(Code(Orientation))
    focus: Mapped[Focus] = mapped_column(Code(Focus))
    registration_method: Mapped[RegistrationMethod] = mapped_column(Code(RegistrationMethod))
    esf_financed: Mapped[bool]
    target_groups: Mapped[list[TargetGroup]] = mapped_column(Codes(TargetGroup))
    start: Mapped[date]
    end: Mapped[date | None]
    provenance: Mapped[Provenance] = mapped_column(Code(Provenance))


class InterventionFlag(Base):
    """Why the ground was taken from an intervention, and since when."""

    __tablename__ = "intervention_flags"

    intervention_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[date]
    recorded_at: Mapped[datetime]
