"""Budgets over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Path, Query, Response

from finsam_common.auth import allow
from finsam_common.problems import ContentDiffers, KeyChanged, NotFound, NotYours
from finsam_common.web import Collection, KnownAt, Paging, Router, Writes
from finsam_followup.budgets import rules
from finsam_followup.budgets.handlers import CorrectBudget, ReportBudget, VoidBudget
from finsam_followup.budgets.queries import BUDGETS
from finsam_followup.budgets.schemas import Budget, BudgetReport
from finsam_followup.registrations import Readable

router = Router("/budgets", tags=["budgets"])
READ: Final = allow("followup:read", own="federationId")
WRITE: Final = allow("followup:write", own="federationId")
BudgetId = Annotated[UUID, Path(alias="budgetId", examples=["c4e8d7f1-2a36-5e90-b7d4-6a5b4c3d2e1f"])]
FederationId = Annotated[
    UUID, Query(alias="federationId", examples=["7a0e9c52-1b1c-4f53-8d0e-0c6a4f4f2a11"], description="Whose budgets")
]


@router.post("", rights=WRITE, status_code=201, answers=Budget, refuses=[ContentDiffers, *rules.REFUSALS])
async def report_budget(body: BudgetReport, writes: Writes) -> Response:
    """Report the budgeted cost of one intervention in one year.

    In öre, ordinary cost and ESF cost apart.
    """
    return await writes.submit(ReportBudget(body))


router.bulk("", ReportBudget)


@router.get("", rights=READ, answers=Collection[Budget], refuses=[NotYours])
async def list_budgets(federation_id: FederationId, known_at: KnownAt, paging: Paging, readable: Readable) -> Any:
    """List what stands in a federation, by external id."""
    return await readable.of_federation(BUDGETS, federation_id, known_at, paging)


@router.get("/{budgetId}", rights=READ, answers=Budget, refuses=[NotFound])
async def read_budget(id_: BudgetId, known_at: KnownAt, readable: Readable) -> Any:
    """Read a budget, as it stands or as it was known at a moment."""
    return await readable.one(BUDGETS, id_, known_at)


@router.get("/{budgetId}/versions", rights=READ, answers=Collection[Budget], refuses=[NotFound])
async def list_budget_versions(id_: BudgetId, paging: Paging, readable: Readable) -> Any:
    """List the versions of a budget, the newest first."""
    return await readable.versions(BUDGETS, id_, paging)


@router.put("/{budgetId}", rights=WRITE, answers=Budget, refuses=[KeyChanged, *rules.REFUSALS])
async def correct_budget(id_: BudgetId, body: BudgetReport, writes: Writes) -> Response:
    """Correct a budget that was reported; its intervention and year stay."""
    return await writes.submit(CorrectBudget(id_, body))


@router.delete("/{budgetId}", rights=WRITE, answers=Budget)
async def void_budget(id_: BudgetId, writes: Writes) -> Response:
    """Take a budget back that was reported in error.

    The void version stays in the history and counts nowhere.
    """
    return await writes.submit(VoidBudget(id_))
