"""Reads of imports, and of what a list is matched against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from finsam_common.bodies import Link
from finsam_common.db import Read
from finsam_common.problems import NotFound
from finsam_registry.federations.models import Decision, Name
from finsam_registry.federations.queries import SPAN
from finsam_registry.imports.models import Import
from finsam_registry.imports.schemas import ImportReport
from finsam_registry.spans import Span

PATH = "/registry/v1/imports"


async def report(read: Read, import_id: UUID, base_url: str) -> ImportReport:
    """The report of one import; raises NotFound."""
    row = await read.one_or_none(_IMPORTS.where(Import.decision_id == import_id))
    if row is None:
        raise NotFound
    return represent(row, base_url)


async def of_digest(read: Read, digest: str, base_url: str) -> ImportReport | None:
    """The report of the import of the same content, when there was one."""
    row = await read.one_or_none(_IMPORTS.where(Import.digest == digest))
    return None if row is None else represent(row, base_url)


async def bearers(read: Read, keys: Iterable[str], day: date) -> dict[str, UUID]:
    """Who bears these names (by key) on a day, or may have borne them then."""
    columns = [Name.federation_id, Name.name_key, *(getattr(Name, column) for column in SPAN)]
    rows = await read.all(select(*columns).where(Name.name_key.in_(list(keys)), Name.superseded_at.is_(None)))
    borne = [row for row in rows if Span(**{column: row[column] for column in SPAN}).holds(day) is not False]
    return {row["name_key"]: row["federation_id"] for row in borne}


def represent(row: RowMapping | Mapping[Any, Any], base_url: str) -> ImportReport:
    """An import's row as it is answered."""
    links = {"self": Link(href=f"{base_url}{PATH}/{row['id']}", rel="self")}
    about = {"id": row["id"], "source": row["source"], "as_of": row["effective_date"], "links": links}
    return ImportReport.model_validate({**row["report"], **about, "recorded_at": row["recorded_at"]})


_IMPORTS = select(Decision.id, Decision.source, Decision.effective_date, Decision.recorded_at, Import.report).join(
    Decision, Decision.id == Import.decision_id
)
