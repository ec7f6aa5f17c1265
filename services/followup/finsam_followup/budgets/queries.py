"""Where budgets are kept."""

from typing import Final

from finsam_common.db import table_of
from finsam_common.writes import Register
from finsam_followup.budgets.models import BudgetHead, BudgetVersion
from finsam_followup.budgets.schemas import Budget, BudgetReport

BUDGETS: Final = Register(
    "budget",
    "/followup/v1/budgets",
    BudgetReport,
    Budget,
    table_of(BudgetHead),
    table_of(BudgetVersion),
    fixed=("year",),
    key=("intervention_id",),
)
