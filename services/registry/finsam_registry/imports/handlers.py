"""Importing a printed list: read, match, carry out, report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers
from finsam_registry.coverage.models import CompleteDay
from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.imports import queries
from finsam_registry.imports.handlers_effect import carry_out
from finsam_registry.imports.handlers_reading import understand
from finsam_registry.imports.handlers_report import Report
from finsam_registry.imports.models import Import
from finsam_registry.imports.schemas import FederationList

handlers = Handlers()


@dataclass(frozen=True, slots=True)
class ImportList(Command):
    """A printed list is imported."""

    body: FederationList


@handlers.decides(ImportList)
async def import_list(entry: Entry[ImportList], uow: Write) -> Accepted:
    """All of the list or nothing; the same content again changes nothing."""
    body = entry.command.body
    digest = hashlib.sha256(body.model_dump_json(by_alias=True).encode()).hexdigest()
    docket = await Docket.opened(entry, uow, "import", body, body.as_of)
    before = await queries.of_digest(uow, digest, entry.base_url)
    if before is not None:
        return Accepted(before, status=200, result="unchanged")
    understood = await understand(docket, body)
    report = Report(docket, body, understood, await carry_out(docket, body, understood))
    docket.note(report.findings)
    events = await docket.save()
    decided = docket.decision
    uow.session.add(Import(decision_id=decided.id, digest=digest, report=report.stored()))
    if report.complete:
        day = CompleteDay(decision_id=decided.id, day=body.as_of, source=body.source, recorded_at=uow.now)
        uow.session.add(day)
    await uow.session.flush()
    shown = await queries.report(uow, decided.id, entry.base_url)
    return Accepted(shown, location=f"{queries.PATH}/{decided.id}", events=events)
