"""Operators' doors: the relay, its epochs, and the audit; the other doors stand in their own modules."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Request, Response

from finsam_common.auth import allow
from finsam_common.bodies import Link
from finsam_common.events.lease import is_held
from finsam_common.events.standing import Outgoing, relay_standing
from finsam_common.operations import acts
from finsam_common.operations.acts import Act
from finsam_common.operations.commands import DrawEpoch, Drawing
from finsam_common.operations.errors import NotBegun
from finsam_common.operations.schemas import Pointer, RelayState
from finsam_common.problems import NotFound
from finsam_common.web.doors import Reads, Writes, runtime_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router

OPERATE: Final = allow("operate", roles=("operator",))
PREFIX: Final = "/operations"

SetPath = Annotated[str, Path(alias="projectionSet", examples=["federations"], description="A projection set's name")]
KeyPath = Annotated[str, Path(alias="parkedKeyId", examples=["WyJmZWRlcmF0aW9ucyIsInJlZ2lzdHJ5LnB1YmxpYyIsIjViMWYiXQ"])]
PlacePath = Annotated[str, Path(alias="eventPlace", examples=["0-1042"], description="Partition and offset")]


def relay_router(service: str) -> Router:
    """What leaves the service: the relay's state, and a new epoch after a restore."""
    router = Router(PREFIX)
    here = f"/{service}/v1{PREFIX}"

    @router.get("/relay", rights=OPERATE, answers=RelayState)
    async def read_relay(request: Request, reads: Reads, base: BaseUrl) -> RelayState:
        """Read how far the service's events have left.

        Events wait when a relay does not work, when the log does not take them, or when the log has later numbers
        than the database, which was restored then.
        """
        standing = await relay_standing(reads)
        links = {
            "self": Link(href=f"{base}{here}/relay", rel="self"),
            "epochs": Link(href=f"{base}{here}/epochs", rel="epochs", method="POST"),
        }
        return RelayState(
            epoch=standing.epoch,
            position=standing.position,
            unnumbered=standing.unnumbered,
            oldest_unpublished=standing.oldest,
            at_work=await is_held(reads, "relay"),
            log_ahead=runtime_of(request).relay.log_ahead,
            pointers=[_pointer(each) for each in standing.pointers],
            links=links,
        )

    @router.post("/epochs", status_code=201, rights=OPERATE, refuses=[NotBegun], answers=Act)
    async def draw_epoch(body: Drawing, writes: Writes) -> Response:
        """Draw a new epoch, after the service's database was restored from a backup.

        The restored database gives numbers again that the log has already. In a new epoch nobody takes the new events
        for the old ones: every consumer stops at the first of them, until its operator accepts the epoch.
        """
        return await writes.submit(DrawEpoch(body))

    return router


def audit_router(service: str) -> Router:
    """Every operator's act."""
    router = Router(PREFIX)

    @router.get("/audit", rights=OPERATE, answers=Collection[Act])
    async def list_acts(reads: Reads, paging: Paging, base: BaseUrl) -> Collection[Act]:
        """List what operators did in this service, the newest first."""
        after = paging.after(int)
        rows = await acts.acts(reads, None if after is None else after[0], paging.limit + 1)
        return paging.cut(rows, key=lambda row: (row["seq"],), shape=lambda row: acts.shown(row, base, service))

    @router.get("/audit/{act_id}", rights=OPERATE, answers=Act)
    async def read_act(act_id: int, reads: Reads, base: BaseUrl) -> Act:
        """Read one act: who did what, when and why."""
        row = await acts.one_act(reads, act_id)
        if row is None:
            raise NotFound
        return acts.shown(row, base, service)

    return router


def _pointer(each: Outgoing) -> Pointer:
    return Pointer(
        topic=each.partition.topic,
        partition=each.partition.number,
        position=each.position,
        waiting=each.waiting,
        oldest=each.oldest,
    )
