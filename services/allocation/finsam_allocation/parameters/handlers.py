"""Registering parameter sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from finsam_allocation.parameters import queries
from finsam_allocation.parameters.models import ParameterSetRow
from finsam_allocation.parameters.schemas import ParameterSetToRegister
from finsam_common.db import Write
from finsam_common.writes import Accepted, Command, Entry, Handlers

handlers = Handlers()
SETS: Final = UUID("0b8a3c52-7a0e-5c3f-9d0f-5a7f1e2b6c01")
"""The namespace of parameter sets' ids: a set has the same id wherever it is registered first."""


@dataclass(frozen=True, slots=True)
class RegisterParameterSet(Command):
    """Make a parameter set, or the next version of one."""

    body: ParameterSetToRegister


@handlers.decides(RegisterParameterSet)
async def register(entry: Entry[RegisterParameterSet], uow: Write) -> Accepted:
    """The newest version of the name when its content is the same, else the version after it."""
    said = entry.command.body
    newest = await queries.latest(uow, said.name, entry.base_url)
    if newest is not None and newest.parameters == said:
        return Accepted(newest, status=200, result="unchanged")
    version = newest.version + 1 if newest else 1
    row = {
        "id": uuid5(SETS, f"{said.name}/{version}"),
        "name": said.name,
        "version": version,
        "content": said.model_dump(mode="json", by_alias=True),
        "recorded_at": uow.now,
        "recorded_by": entry.principal.subject,
    }
    uow.session.add(ParameterSetRow(**row))
    return Accepted(queries.represent(row, entry.base_url), location=f"{queries.PATH}/{row['id']}")
