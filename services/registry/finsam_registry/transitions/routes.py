"""HTTP for transitions: each kind is a resource, and a decision that can be read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from finsam_common.auth import allow, public
from finsam_common.problems import NotFound, Problem
from finsam_common.web import BaseUrl, Reads, Router, Writes
from finsam_registry.federations import errors, queries_history
from finsam_registry.federations.schemas import DecisionResource
from finsam_registry.transitions.errors import CountsDiffer, FinalAccountOpen, NoticeTooShort, NotLiquidating
from finsam_registry.transitions.handlers import Dissolve, Join, Liquidate, Rename, Withdraw
from finsam_registry.transitions.handlers_attestation import Attest
from finsam_registry.transitions.handlers_merger import Merge
from finsam_registry.transitions.schemas import (
    Attestation,
    Dissolution,
    Joining,
    Liquidation,
    Merger,
    Renaming,
    Withdrawal,
)

router = Router("", tags=["transitions"])
WRITE = allow("registry:write")
ACTIVE = (errors.FederationUnknown, errors.FederationNotActive)
MEMBERS = (errors.MunicipalityUnknown, errors.RegionUnknown, errors.MembersMissing, errors.MunicipalityElsewhere)

DecisionId = Annotated[UUID, Path(alias="decisionId", examples=["b6a7f5f2-4a52-4c53-9d25-2c3f5a0f8e11"])]


def refusing(*more: type[Problem]) -> Sequence[type[Problem]]:
    """What a transition of one federation may refuse."""
    return (*ACTIVE, errors.LaterFactStands, *more)


@router.post(
    "/renamings",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=refusing(errors.NameBorneAlready, errors.FederationNameTaken),
)
async def rename(body: Renaming, writes: Writes) -> Response:
    """Rename a federation from a day on. Its identity and history stay."""
    return await writes.submit(Rename(body))


@router.post(
    "/joinings",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=refusing(errors.AlreadyMember, errors.NotAdopted, *MEMBERS),
)
async def join(body: Joining, writes: Writes) -> Response:
    """Let municipalities and regions join a federation from a day on.

    § 3: with a municipality its region takes part. A member whose start was not known now has that day.
    """
    return await writes.submit(Join(body))


@router.post(
    "/withdrawals",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=refusing(errors.NotMember, errors.MembersMissing, NoticeTooShort),
)
async def withdraw(body: Withdrawal, writes: Writes) -> Response:
    """Let a member leave a federation after a day.

    § 27: three years after its notice, unless the ordinance says less. § 3 holds of those that remain; if it cannot,
    the federation is to be wound up.
    """
    return await writes.submit(Withdraw(body))


@router.post(
    "/mergers",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=refusing(errors.NotAdopted, errors.FederationNameTaken, errors.OrganisationNumberTaken, *MEMBERS),
)
async def merge(body: Merger, writes: Writes) -> Response:
    """Merge federations into one that survives, or into a new one.

    The predecessors end the day before; their members become its members; its history shows them as a family tree.
    """
    return await writes.submit(Merge(body))


@router.post("/liquidations", rights=WRITE, status_code=201, answers=DecisionResource, refuses=refusing())
async def liquidate(body: Liquidation, writes: Writes) -> Response:
    """Begin to wind up a federation: from that day it takes no new members."""
    return await writes.submit(Liquidate(body))


@router.post(
    "/dissolutions",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=refusing(NotLiquidating, FinalAccountOpen),
)
async def dissolve(body: Dissolution, writes: Writes) -> Response:
    """Dissolve a federation that has been wound up, once its final account is served on all members."""
    return await writes.submit(Dissolve(body))


@router.post(
    "/attestations",
    rights=WRITE,
    status_code=201,
    answers=DecisionResource,
    refuses=[errors.FederationUnknown, errors.NotMember, errors.MunicipalityElsewhere, CountsDiffer],
)
async def attest(body: Attestation, writes: Writes) -> Response:
    """Register that a source shows federations and their members on a day earlier than the registry knew.

    With the source's own counts for the whole country, the registry is complete from that day on, if it agrees.
    """
    return await writes.submit(Attest(body))


def _readable(plural: str, kind: str) -> None:
    async def read(decision_id: DecisionId, reads: Reads, base_url: BaseUrl) -> DecisionResource:
        return await queries_history.decision(reads, kind, decision_id, base_url)

    read.__name__ = f"read_{kind}"
    read.__doc__ = f"One {kind}, as it was registered."
    router.get(f"/{plural}/{{decisionId}}", rights=public(), answers=DecisionResource, refuses=[NotFound])(read)


for _kind in ("renaming", "joining", "withdrawal", "merger", "liquidation", "dissolution", "attestation"):
    _readable(queries_history.PLURALS[_kind], _kind)
