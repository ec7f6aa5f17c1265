"""The files that an organisation has sent: how each ended, its results, and what was rejected."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy import RowMapping, Table, and_, or_, select

from finsam_common.auth import Principal, Rights
from finsam_common.bodies import Link, Moment, Resource
from finsam_common.db import Read
from finsam_common.problems import NotFound
from finsam_common.web.bulk import NDJSON
from finsam_common.web.doors import Caller, Reads, runtime_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router
from finsam_common.writes.submissions import stored_results

Status = Literal["receiving", "accepted", "accepted-with-warnings", "partly-accepted", "rejected"]


class SubmittedFile(Resource):
    """A file of many rows, and how its rows ended."""

    id: UUID = Field(examples=["8c2d0a52-5a4e-5a2e-9f5e-6b0c5d1e2f3a"])
    route: str = Field(examples=["POST /headcounts/submissions"], description="What it was sent to")
    status: Status = Field(description="`receiving` until the file has been read to its end")
    atomic: bool
    dry_run: bool
    rows: int = Field(examples=[1200], description="Rows decided so far")
    accepted: int = Field(examples=[1150])
    corrected: int = Field(examples=[30])
    unchanged: int = Field(examples=[19])
    rejected: int = Field(examples=[1])
    warned: int = Field(examples=[4], description="Rows that stand, with a plausibility warning")
    created_at: Moment
    ended_at: Moment | None = None
    links: dict[str, Link]


def submissions_router(service: str, rights: Rights) -> Router:
    """The routes below ``/submissions``. An organisation sees its own files; an operator every organisation's."""
    router = Router("/submissions")

    def shape(row: RowMapping, base: str) -> SubmittedFile:
        return _file(row, f"{base}/{service}/v1/submissions/{row['id']}")

    @router.get("", rights=rights, answers=Collection[SubmittedFile])
    async def list_submissions(
        reads: Reads, caller: Caller, paging: Paging, base: BaseUrl
    ) -> Collection[SubmittedFile]:
        """List the files that your organisation has sent, the newest first."""
        rows = await _page(reads, caller, paging.after(datetime, UUID), paging.limit + 1)
        return paging.cut(rows, key=lambda row: (row["created_at"], row["id"]), shape=lambda row: shape(row, base))

    @router.get("/{submission_id}", rights=rights, answers=SubmittedFile)
    async def read_submission(submission_id: UUID, reads: Reads, caller: Caller, base: BaseUrl) -> SubmittedFile:
        """Read how a file ended."""
        return shape(await _own(reads, caller, submission_id), base)

    @router.get("/{submission_id}/results", rights=rights, response_class=_Results)
    async def read_results(request: Request, submission_id: UUID, reads: Reads, caller: Caller) -> StreamingResponse:
        """Read the result of every row, as NDJSON."""
        await _own(reads, caller, submission_id)
        return _Results(stored_results(runtime_of(request).database, submission_id))

    @router.get("/{submission_id}/rejected", rights=rights, response_class=_Results)
    async def read_rejected(request: Request, submission_id: UUID, reads: Reads, caller: Caller) -> StreamingResponse:
        """Read the results of the rejected rows alone, as NDJSON."""
        await _own(reads, caller, submission_id)
        return _Results(stored_results(runtime_of(request).database, submission_id, rejected_only=True))

    return router


class _Results(StreamingResponse):
    media_type = NDJSON


def _table(read: Read) -> Table:
    return read.metadata.tables["submissions"]


async def _page(read: Read, caller: Principal, after: tuple[Any, ...] | None, limit: int) -> list[Any]:
    c = _table(read).c
    statement = select(_table(read)).order_by(c.created_at.desc(), c.id.desc()).limit(limit)
    if not caller.may("operate"):
        statement = statement.where(c.organisation == caller.organisation)
    if after is not None:
        moment, last = after
        statement = statement.where(or_(c.created_at < moment, and_(c.created_at == moment, c.id < last)))
    return list(await read.all(statement))


async def _own(read: Read, caller: Principal, submission: UUID) -> RowMapping:
    """The submission, when it is the caller's to see; another's is unknown."""
    row = await read.one_or_none(select(_table(read)).where(_table(read).c.id == submission))
    if row is None or not (caller.may("operate") or row["organisation"] == caller.organisation):
        raise NotFound
    return row


def _file(row: RowMapping, path: str) -> SubmittedFile:
    told = {name: row[name] for name in SubmittedFile.model_fields if name in row}
    links = {rel: Link(href=path + below, rel=rel) for rel, below in _LINKS.items()}
    return SubmittedFile(**told, rows=row["next_row"] - 1, links=links)


_LINKS = {"self": "", "results": "/results", "rejected": "/rejected"}
