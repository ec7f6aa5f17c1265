"""Extractions as they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, select, tuple_

from finsam_common.db import Read, table_of
from finsam_reporting.extractions.models import ExtractionRow

PATH: Final = "/reporting/v1/extractions"
TABLE: Final = table_of(ExtractionRow)
SUMMARY: Final = [column for column in TABLE.columns if column.key not in ("document", "recorded_by")]


async def document(read: Read, extraction: UUID) -> str | None:
    """The stored text of an extraction, or None."""
    text: str | None = await read.scalar(select(TABLE.c.document).where(TABLE.c.id == extraction))
    return text


async def page(read: Read, year: int | None, after: tuple[datetime, UUID] | None, limit: int) -> list[RowMapping]:
    """Extractions, the newest first; of one year when asked."""
    newest_first = (TABLE.c.recorded_at.desc(), TABLE.c.id.desc())
    wanted = select(*SUMMARY).order_by(*newest_first).limit(limit)
    if year is not None:
        wanted = wanted.where(TABLE.c.year == year)
    if after is not None:
        wanted = wanted.where(tuple_(TABLE.c.recorded_at, TABLE.c.id) < tuple_(*after))
    return list(await read.all(wanted))
