"""Where headcounts are kept."""

from typing import Final

from finsam_common.db import table_of
from finsam_common.writes import Register
from finsam_followup.headcounts.models import HeadcountHead, HeadcountVersion
from finsam_followup.headcounts.schemas import Headcount, HeadcountReport

HEADCOUNTS: Final = Register(
    "headcount",
    "/followup/v1/headcounts",
    HeadcountReport,
    Headcount,
    table_of(HeadcountHead),
    table_of(HeadcountVersion),
    fixed=("period",),
    key=("intervention_id",),
)
