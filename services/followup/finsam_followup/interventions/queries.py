"""Where interventions are kept, and reads of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from finsam_common.db import Read, table_of
from finsam_common.writes import Register
from finsam_followup.interventions.models import InterventionFlag, InterventionHead, InterventionVersion
from finsam_followup.interventions.schemas import Flag, Flags, Intervention, InterventionRegistration

INTERVENTIONS: Final = Register(
    "intervention",
    "/followup/v1/interventions",
    InterventionRegistration,
    Intervention,
    table_of(InterventionHead),
    table_of(InterventionVersion),
    fixed=("orientation", "registration_method", "esf_financed"),
)
FLAGS: Final = table_of(InterventionFlag)


async def running_after(read: Read, federation_id: UUID, last: date) -> Sequence[UUID]:
    """A federation's interventions that run on after a day."""
    v = INTERVENTIONS.versions.c
    statement = INTERVENTIONS.select_current().where(
        v.federation_id == federation_id, or_(v.end.is_(None), v.end > last)
    )
    return [row["id"] for row in await read.all(statement)]


async def flags(read: Read, intervention_id: UUID) -> Flags:
    """The flags of an intervention, the oldest first."""
    f = FLAGS.c
    rows = await read.all(select(FLAGS).where(f.intervention_id == intervention_id).order_by(f.since, f.reason))
    return Flags(
        items=[Flag(intervention_id=row["intervention_id"], reason=row["reason"], since=row["since"]) for row in rows]
    )
