"""Operators' doors to rebuilds: a projection set made anew beside the live one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response

from finsam_common.operations import rebuild_rows
from finsam_common.operations.commands import Rebuilding, RebuildSet
from finsam_common.operations.errors import RebuildUnderWay
from finsam_common.operations.handlers import hearing_of
from finsam_common.operations.routes import OPERATE, PREFIX, SetPath
from finsam_common.operations.schemas import Rebuild
from finsam_common.problems import NotFound
from finsam_common.web.doors import Reads, Writes, runtime_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router


def rebuilds_router(service: str) -> Router:
    """The rebuilds of a service's projection sets."""
    router = Router(PREFIX)
    here = f"/{service}/v1{PREFIX}/projection-sets"

    @router.post(
        "/projection-sets/{projection_set}/rebuilds",
        status_code=202,
        rights=OPERATE,
        refuses=[RebuildUnderWay],
        answers=Rebuild,
    )
    async def rebuild_projection_set(projection_set: SetPath, body: Rebuilding, writes: Writes) -> Response:
        """Begin to make a set anew from the beginning of the log, beside the live one.

        The live set answers and hears meanwhile. At the end the two are compared, row by row, and the new one takes
        the live one's place: `always`, `when-equal` or `never`. Follow the `Location`. Reactions do not run again, and
        what was skipped stays skipped.
        """
        return await writes.submit(RebuildSet(projection_set, body))

    @router.get("/projection-sets/{projection_set}/rebuilds", rights=OPERATE, answers=Collection[Rebuild])
    async def list_rebuilds(
        projection_set: SetPath, request: Request, reads: Reads, paging: Paging, base: BaseUrl
    ) -> Collection[Rebuild]:
        """List the rebuilds of a set, the newest first."""
        hearing_of(runtime_of(request).consumer, projection_set)
        before = paging.after(datetime, UUID)
        rows = await rebuild_rows.rebuilds(reads, projection_set, before, paging.limit + 1)
        page = rows[: paging.limit]
        more = len(rows) > paging.limit
        collection = f"{base}{here}/{projection_set}/rebuilds"
        items = [await rebuild_rows.shown(reads, row, collection) for row in page]
        return paging.answer(items, (page[-1]["begun_at"], page[-1]["id"]) if more else None)

    @router.get("/projection-sets/{projection_set}/rebuilds/{rebuild_id}", rights=OPERATE, answers=Rebuild)
    async def read_rebuild(projection_set: SetPath, rebuild_id: UUID, reads: Reads, base: BaseUrl) -> Rebuild:
        """Read how far a rebuild is, or how it ended: equal, or how many rows differ."""
        row = await rebuild_rows.one(reads, projection_set, rebuild_id)
        if row is None:
            raise NotFound
        return await rebuild_rows.shown(reads, row, f"{base}{here}/{projection_set}/rebuilds")

    return router
