"""Budgets over HTTP."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fastapi import Response

from finsam_common.auth import allow
from finsam_common.problems import ContentDiffers, KeyChanged, NotFound, NotYours
from finsam_common.web import Collection, KnownAt, Paging, Router, Writes
from finsam_followup.budgets import rules
from finsam_followup.budgets.handlers import CorrectBudget, ReportBudget, VoidBudget
from finsam_followup.budgets.queries import BUDGETS
from finsam_followup.budgets.schemas import Budget, BudgetReport
from finsam_followup.registrations import OfFederation, Readable

router = Router("/budgets", tags=["budgets"])
READ: Final = allow("followup:read", own="federationId")
WRITE: Final = allow("followup:write", own="federationId")


@router.post("", rights=WRITE, status_code=201, answers=Budget, refuses=[ContentDiffers, *rules.REFUSALS])
async def report_budget(body: BudgetReport, writes: Writes) -> Response:
    """Report the budgeted cost of one intervention in one year.

    In öre, ordinary cost and ESF cost apart.
    """
    return await writes.submit(ReportBudget(body))


router.bulk("", ReportBudget)


@router.get("", rights=READ, answers=Collection[Budget], refuses=[NotYours])
async def list_budgets(federation_id: OfFederation, known_at: KnownAt, paging: Paging, readable: Readable) -> Any:
    """List what stands in a federation, by external id."""
    return await readable.of_federation(BUDGETS, federation_id, known_at, paging)


@router.get("/{budgetId}", rights=READ, answers=Budget, refuses=[NotFound])
async def read_budget(budget_id: UUID, known_at: KnownAt, readable: Readable) -> Any:
    """Read a budget, as it stands or as it was known at a moment."""
    return await readable.one(BUDGETS, budget_id, known_at)


@router.get("/{budgetId}/versions", rights=READ, answers=Collection[Budget], refuses=[NotFound])
async def list_budget_versions(budget_id: UUID, paging: Paging, readable: Readable) -> Any:
    """List the versions of a budget, the newest first."""
    return await readable.versions(BUDGETS, budget_id, paging)


@router.put("/{budgetId}", rights=WRITE, answers=Budget, refuses=[KeyChanged, *rules.REFUSALS])
async def correct_budget(budget_id: UUID, body: BudgetReport, writes: Writes) -> Response:
    """Correct a budget that was reported; its intervention and year stay."""
    return await writes.submit(CorrectBudget(budget_id, body))


@router.delete("/{budgetId}", rights=WRITE, answers=Budget)
async def void_budget(budget_id: UUID, writes: Writes) -> Response:
    """Take a budget back that was reported in error.

    The void version stays in the history and counts nowhere.
    """
    return await writes.submit(VoidBudget(budget_id))
