"""Files of many rows: read to their end in constant memory, committed chunk by chunk, answered from what is stored."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from finsam_common.bodies import Body
from finsam_common.problems import Invalid, Problem, TooLarge, UnsupportedMediaType
from finsam_common.telemetry import traceparent
from finsam_common.web.doors import idempotency_key, route_of, runtime_of
from finsam_common.web.links import base_url
from finsam_common.web.rows import CsvRows, Line, NdjsonRows, lines
from finsam_common.writes.entries import Command, Entry, IdempotencyKey
from finsam_common.writes.submissions import FileRow, Submission, close, stored_results, submit_chunk

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
MAX_ATOMIC_ROWS: Final = 10_000
MAX_ATOMIC_BYTES: Final = 16 * 2**20
"""An atomic file is held in memory and decided in one transaction: rows and bytes are both bounded."""
GIVES_WAY: Final = 1.5
"""For so many times as long as a chunk took, a file lets those go before it who register one by one, if any do."""

CommandOf = Callable[[Any], Command]


async def submit_file(
    request: Request, model: type[Body], command: CommandOf, *, atomic: bool, dry_run: bool
) -> Response:
    """Take a file whose rows are bodies of ``model``, each a command; one result per row, as NDJSON.

    Raises KeyReused when the key was used for another file, Unavailable when a chunk could not be written: the same
    file with the same key goes on from there.
    """
    runtime = runtime_of(request)
    submission = _submission(request, atomic=atomic, dry_run=dry_run)
    given = lines(request.stream(), runtime.settings.max_line_bytes)
    rows = await _reader(request, model, given)
    entry = _entries(request, command)
    done = 0
    async for chunk in _whole(given) if atomic else _chunks(given, runtime.settings.bulk_chunk_rows):
        began, joined = time.monotonic(), runtime.writer.joined
        decided = [entry(rows.read(line)) for line in chunk]
        await submit_chunk(runtime.writer, submission, done + 1, decided, _digest(rows.header, chunk))
        done += len(chunk)
        await runtime.writer.give_way(joined, GIVES_WAY * (time.monotonic() - began))
    await close(runtime.writer, submission, done)
    location = f"{base_url(request)}/{runtime.service.name}/v1/submissions/{submission.id}"
    return StreamingResponse(stored_results(runtime.database, submission.id), 201, {"Location": location}, NDJSON)


def _submission(request: Request, *, atomic: bool, dry_run: bool) -> Submission:
    key = idempotency_key(request, required=True)
    principal = request.state.principal
    named = IdempotencyKey(principal.organisation, route_of(request), str(key), fingerprint="")
    return Submission.of(named, principal.subject, atomic=atomic, dry_run=dry_run)


async def _reader(request: Request, model: type[Body], given: AsyncIterator[Line]) -> NdjsonRows[Body] | CsvRows[Body]:
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type == NDJSON:
        return NdjsonRows(model)
    if media_type != CSV:
        raise UnsupportedMediaType(f"A file is read as {NDJSON} or {CSV}.")
    header = await anext(given, None)
    if header is None:
        raise Invalid("A CSV file begins with the names of its columns.")
    return CsvRows(model, header)


async def _chunks(given: AsyncIterator[Line], size: int) -> AsyncIterator[list[Line]]:
    chunk: list[Line] = []
    async for line in given:
        chunk.append(line)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _whole(given: AsyncIterator[Line]) -> AsyncIterator[list[Line]]:
    """All the rows at once, or TooLarge before any of them is decided."""
    chunk: list[Line] = []
    size = 0
    async for line in given:
        chunk.append(line)
        size += len(line.text)
        if len(chunk) > MAX_ATOMIC_ROWS or size > MAX_ATOMIC_BYTES:
            raise TooLarge(f"An atomic file has at most {MAX_ATOMIC_ROWS} rows and {MAX_ATOMIC_BYTES} bytes.")
    if chunk:
        yield chunk


def _entries(request: Request, command: CommandOf) -> Callable[[Any], FileRow]:
    """How a row that could be read becomes an entry of this request."""
    principal, rights = request.state.principal, request.state.rights
    trace, base = traceparent.get(), base_url(request)

    def entry(row: Any) -> FileRow:
        if isinstance(row, Problem):
            return row
        return Entry(
            command(row.body),
            principal,
            rights,
            trace,
            if_version=row.if_version,
            in_file=True,
            base_url=base,
        )

    return entry


def _digest(header: bytes, chunk: list[Line]) -> str:
    digest = hashlib.sha256(header)
    for line in chunk:
        digest.update(b"\n" + line.text)
    return digest.hexdigest()
