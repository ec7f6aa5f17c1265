"""Headcounts are reported, corrected and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from finsam_common.db import Write
from finsam_common.problems import Problem
from finsam_common.writes import Accepted, Batch, Command, Entry, Handlers, Stored
from finsam_contracts.followup import HeadcountReported, HeadcountVoided
from finsam_followup.ground import Ground, ground_of
from finsam_followup.headcounts import rules
from finsam_followup.headcounts.queries import HEADCOUNTS
from finsam_followup.headcounts.schemas import HeadcountReport

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class ReportHeadcount(Command):
    """Report numbers for one intervention and month, or correct them in a file."""

    body: HeadcountReport


@dataclass(frozen=True, slots=True)
class CorrectHeadcount(Command):
    """Correct numbers that were reported."""

    id: UUID
    body: HeadcountReport


@dataclass(frozen=True, slots=True)
class VoidHeadcount(Command):
    """Take numbers back: they were reported in error."""

    id: UUID


@handlers.handles(ReportHeadcount, CorrectHeadcount, VoidHeadcount)
async def keep_headcounts(batch: Batch[Any], uow: Write) -> None:
    """Settle reports, corrections and voids in their order."""
    ground = await ground_of(uow, batch, HEADCOUNTS)
    batch.settle_each(lambda entry: decide(ground, entry))


def decide(ground: Ground[HeadcountReport], entry: Entry[Any]) -> Accepted | Problem:
    """Whether one entry stands, after those before it."""
    if isinstance(entry.command, VoidHeadcount):
        return ground.void(entry, _voided)
    facts = entry.command.body
    intervention, others = ground.running(facts), ground.others(entry)
    return ground.put(
        entry,
        _reported,
        rules.notices(facts, others, entry.recorded_at),
        lambda: rules.refusal(facts, intervention, others),
    )


def _reported(new: Stored[HeadcountReport], old: Stored[HeadcountReport] | None) -> HeadcountReported:
    return HeadcountReported(
        headcount_id=new.id,
        version=new.version,
        intervention_id=new.facts.intervention_id,
        federation_id=new.facts.federation_id,
        period=new.facts.period,
        numbers=new.facts.numbers,
        previous=None if old is None else old.facts.numbers,
        counting=new.facts.counting,
        meaning=new.facts.meaning,
        provenance=new.facts.provenance,
        recorded_at=new.recorded_at,
    )


def _voided(new: Stored[HeadcountReport], _: Stored[HeadcountReport] | None) -> HeadcountVoided:
    return HeadcountVoided(
        headcount_id=new.id,
        version=new.version,
        intervention_id=new.facts.intervention_id,
        federation_id=new.facts.federation_id,
        period=new.facts.period,
        previous=new.facts.numbers,
        recorded_at=new.recorded_at,
    )
