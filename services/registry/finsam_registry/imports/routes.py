"""HTTP for imports."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from finsam_common.auth import allow, public
from finsam_common.problems import NotFound
from finsam_common.web import BaseUrl, Reads, Router, Writes
from finsam_registry.federations import errors
from finsam_registry.imports import queries
from finsam_registry.imports.errors import ConfirmationUnknown, ListContradictsItself, NeedsConfirmation
from finsam_registry.imports.handlers import ImportList
from finsam_registry.imports.schemas import FederationList, ImportReport

router = Router("/imports", tags=["imports"])

ImportId = Annotated[UUID, Path(alias="importId", examples=["b6a7f5f2-4a52-4c53-9d25-2c3f5a0f8e11"])]


@router.post(
    "",
    rights=allow("registry:write"),
    status_code=201,
    answers=ImportReport,
    refuses=[
        NeedsConfirmation,
        ConfirmationUnknown,
        ListContradictsItself,
        errors.MunicipalityElsewhere,
        errors.LaterFactStands,
        errors.MembersMissing,
    ],
)
async def import_list(body: FederationList, writes: Writes) -> Response:
    """Import a printed list of federations and their municipalities.

    Names are matched exactly, by the alias tables of the registry, or by a confirmation in the request; never by
    likeness alone. All of the list is imported or nothing. The list gives no start: its memberships hold on its day,
    and block nothing before. The report tells what became of each row, and holds the list against its own totals.
    The same content again is `200` with the first report.
    """
    return await writes.submit(ImportList(body))


@router.get("/{importId}", rights=public(), answers=ImportReport, refuses=[NotFound])
async def read_import(import_id: ImportId, reads: Reads, base_url: BaseUrl) -> ImportReport:
    """The report of one import."""
    return await queries.report(reads, import_id, base_url)
