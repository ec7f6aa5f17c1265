"""Budgets are reported, corrected and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from finsam_common.db import Write
from finsam_common.problems import Problem
from finsam_common.writes import Accepted, Batch, Command, Entry, Handlers, Stored
from finsam_contracts.followup import BudgetReported, BudgetVoided
from finsam_followup.budgets import rules
from finsam_followup.budgets.queries import BUDGETS
from finsam_followup.budgets.schemas import BudgetReport
from finsam_followup.ground import Ground, ground_of

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class ReportBudget(Command):
    """Report the budget of one intervention and year, or correct it in a file."""

    body: BudgetReport


@dataclass(frozen=True, slots=True)
class CorrectBudget(Command):
    """Correct a budget that was reported."""

    id: UUID
    body: BudgetReport


@dataclass(frozen=True, slots=True)
class VoidBudget(Command):
    """Take a budget back: it was reported in error."""

    id: UUID


@handlers.handles(ReportBudget, CorrectBudget, VoidBudget)
async def keep_budgets(batch: Batch[Any], uow: Write) -> None:
    """Settle reports, corrections and voids in their order."""
    ground = await ground_of(uow, batch, BUDGETS)
    batch.settle_each(lambda entry: decide(ground, entry))


def decide(ground: Ground[BudgetReport], entry: Entry[Any]) -> Accepted | Problem:
    """Whether one entry stands, after those before it."""
    if isinstance(entry.command, VoidBudget):
        return ground.void(entry, _voided)
    facts = entry.command.body
    intervention, others = ground.running(facts), ground.others(entry)
    return ground.put(
        entry, _reported, rules.notices(facts, others), lambda: rules.refusal(facts, intervention, others)
    )


def _reported(new: Stored[BudgetReport], old: Stored[BudgetReport] | None) -> BudgetReported:
    return BudgetReported(
        budget_id=new.id,
        version=new.version,
        intervention_id=new.facts.intervention_id,
        federation_id=new.facts.federation_id,
        year=new.facts.year,
        ordinary_ore=new.facts.ordinary_ore,
        esf_ore=new.facts.esf_ore,
        previous_ordinary_ore=None if old is None else old.facts.ordinary_ore,
        previous_esf_ore=None if old is None else old.facts.esf_ore,
        provenance=new.facts.provenance,
        recorded_at=new.recorded_at,
    )


def _voided(new: Stored[BudgetReport], _: Stored[BudgetReport] | None) -> BudgetVoided:
    return BudgetVoided(
        budget_id=new.id,
        version=new.version,
        intervention_id=new.facts.intervention_id,
        federation_id=new.facts.federation_id,
        year=new.facts.year,
        recorded_at=new.recorded_at,
    )
