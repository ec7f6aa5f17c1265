"""Files of many rows: a submission, committed chunk by chunk, resumed by sending the file again with its key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from pydantic_core import to_json
from sqlalchemy import select

from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.problems import KeyReused, Problem
from finsam_common.writes.entries import Accepted, Entry, IdempotencyKey
from finsam_common.writes.writer import TakenBackError, Writer

SUBMISSIONS = UUID("0b5e4f0a-0d0d-5c59-8b0e-2a1d6c1b2003")
COUNTS = ("accepted", "corrected", "unchanged", "rejected")


class RefusedWithItsFile(Problem, status=409, code="refused-with-its-file"):
    """Another row of an atomic file was refused, so none of them stands."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One file on its way: its id follows from its idempotency key, so the same file again is the same submission."""

    id: UUID
    organisation: str
    route: str
    submitted_by: str
    atomic: bool = False
    dry_run: bool = False

    @classmethod
    def of(cls, key: IdempotencyKey, submitted_by: str, *, atomic: bool = False, dry_run: bool = False) -> Submission:
        """The submission that a key stands for."""
        identity = uuid5(SUBMISSIONS, "\n".join(key.scope))
        return cls(identity, key.organisation, key.route, submitted_by, atomic, dry_run)


FileRow = Entry[Any] | Problem
"""A row as an entry, or why it could not become one."""


@dataclass
class _Chunk:
    """The lane of one chunk: locks the submission, checks its next row, stores digest and results."""

    submission: Submission
    first_row: int
    rows: Sequence[FileRow]
    digest: str
    results: list[dict[str, Any]] = field(default_factory=list)

    async def enter(self, uow: Write) -> bool:
        s = uow.metadata.tables["submissions"]
        await uow.insert(s, [_opened(self.submission, uow)], ignore=True)
        row = await uow.one_or_none(select(s).where(s.c.id == self.submission.id).with_for_update())
        if row is None or (row["atomic"], row["dry_run"]) != (self.submission.atomic, self.submission.dry_run):
            raise KeyReused("The key was used for a file with other options.")
        if row["next_row"] == self.first_row:
            return True
        c = uow.metadata.tables["submission_chunks"]
        digest = await uow.scalar(
            select(c.c.digest).where(c.c.submission_id == self.submission.id, c.c.first_row == self.first_row)
        )
        if digest != self.digest:
            raise KeyReused("The key was used for another file.")
        return False

    async def leave(self, uow: Write) -> None:
        self.results = _results(self.rows, self.first_row)
        refused = any(result["result"] == "rejected" for result in self.results)
        if self.submission.dry_run or (self.submission.atomic and refused):
            raise TakenBackError
        await self.store(uow)

    async def store(self, uow: Write) -> None:
        """Keep the results and move the submission on."""
        tables = uow.metadata.tables
        chunk = {
            "submission_id": self.submission.id,
            "first_row": self.first_row,
            "rows": len(self.rows),
            "digest": self.digest,
            "results": "".join(to_json(result, by_alias=True).decode() + "\n" for result in self.results),
        }
        await uow.insert(tables["submission_chunks"], [chunk])
        counts = Counter(result["result"] for result in self.results)
        s = tables["submissions"]
        more = {name: s.c[name] + counts[name] for name in COUNTS}
        more["warned"] = s.c.warned + sum(1 for result in self.results if result.get("warnings"))
        next_row = self.first_row + len(self.rows)
        await uow.execute(s.update().where(s.c.id == self.submission.id).values(next_row=next_row, **more))


async def submit_chunk(
    writer: Writer, submission: Submission, first_row: int, rows: Sequence[FileRow], digest: str
) -> None:
    """Decide and commit the rows from ``first_row`` (counted from 1), or find that they were before.

    Raises KeyReused when another content was sent under the key, Unavailable when nothing could be written: then the
    same file with the same key goes on where it stopped.
    """
    await writer.detached(_submit(writer, _Chunk(submission, first_row, rows, digest)))


async def close(writer: Writer, submission: Submission, rows: int) -> None:
    """Say that the file ended after ``rows`` rows; KeyReused when a longer one came under the key."""
    await writer.detached(_close(writer, submission, rows))


async def stored_results(database: Database, submission: UUID, *, rejected_only: bool = False) -> AsyncIterator[str]:
    """The results of a submission as NDJSON, a chunk at a time, in the order of its rows.

    Each chunk is read on its own, so that a slow reader holds no connection.
    """
    c = database.metadata.tables["submission_chunks"].c
    last = 0
    while True:
        next_chunk = select(c.first_row, c.results).where(c.submission_id == submission, c.first_row > last)
        async with database.read() as read:
            row = await read.one_or_none(next_chunk.order_by(c.first_row).limit(1))
        if row is None:
            return
        last = row["first_row"]
        lines = row["results"].removesuffix("\n").split("\n")
        yield "".join(
            line + "\n" for line in lines if line and not (rejected_only and json.loads(line)["result"] != "rejected")
        )


async def _submit(writer: Writer, chunk: _Chunk) -> None:
    entries = [row for row in chunk.rows if isinstance(row, Entry)]
    try:
        problem = await writer.run(entries, chunk)
    except TakenBackError:
        problem = None
        if not chunk.submission.dry_run:
            chunk.results = [_refused_with_the_others(result) for result in chunk.results]
        async with writer.database.write() as uow:
            if await chunk.enter(uow):
                await chunk.store(uow)
    if problem is not None:
        raise problem


async def _close(writer: Writer, submission: Submission, rows: int) -> None:
    async with writer.database.write() as uow:
        s = uow.metadata.tables["submissions"]
        await uow.insert(s, [_opened(submission, uow)], ignore=True)
        row = await uow.one_or_none(select(s).where(s.c.id == submission.id).with_for_update())
        if row is None or row["next_row"] != rows + 1:
            raise KeyReused("The key was used for another file.")
        if row["ended_at"] is None:
            await uow.execute(s.update().where(s.c.id == submission.id).values(ended_at=uow.now, status=_status(row)))


def _status(row: Any) -> str:
    if row["rejected"] == 0:
        return "accepted" if row["warned"] == 0 else "accepted-with-warnings"
    return "rejected" if row["rejected"] == row["next_row"] - 1 else "partly-accepted"


def _opened(submission: Submission, uow: Write) -> dict[str, Any]:
    return {
        "id": submission.id,
        "organisation": submission.organisation,
        "route": submission.route,
        "submitted_by": submission.submitted_by,
        "atomic": submission.atomic,
        "dry_run": submission.dry_run,
        "status": "receiving",
        "next_row": 1,
        **dict.fromkeys((*COUNTS, "warned"), 0),
        "created_at": uow.now,
    }


def _results(rows: Sequence[FileRow], first_row: int) -> list[dict[str, Any]]:
    return [_result(row, number) for number, row in enumerate(rows, first_row)]


def _result(row: FileRow, number: int) -> dict[str, Any]:
    outcome = row.outcome if isinstance(row, Entry) else row
    if isinstance(outcome, Accepted) and outcome.standing is not None:
        stands = outcome.standing
        warnings = {"warnings": stands.notices} if stands.notices else {}
        return {"row": number, "result": outcome.result, "id": stands.id, "version": stands.version, **warnings}
    if not isinstance(outcome, Problem):
        raise TypeError("a row of the chunk did not end as a file can tell")
    problem = outcome.render("")
    del problem["instance"]
    return {"row": number, "result": "rejected", "problem": problem}


def _refused_with_the_others(result: dict[str, Any]) -> dict[str, Any]:
    if result["result"] == "rejected":
        return result
    problem = RefusedWithItsFile().render("")
    del problem["instance"]
    return {"row": result["row"], "result": "rejected", "problem": problem}
