"""Reads that are the same for every kind of registration: one, those of a federation, the versions of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from finsam_common.auth import Principal
from finsam_common.bodies import Registered
from finsam_common.db import Read
from finsam_common.problems import NotFound, NotYours
from finsam_common.web import BaseUrl, Caller, Collection, Page, Reads
from finsam_common.writes import Register, Stored, represent


@dataclass(frozen=True, slots=True)
class Registrations:
    """What one caller may read: registrations of its own federations; another's are unknown to it."""

    read: Read
    caller: Principal
    base_url: str

    async def one(self, register: Register[Any], registration: UUID, known_at: datetime | None) -> Registered:
        """A registration as it was known at a moment (recorded time; None: now), void ones too; or NotFound."""
        stored = await register.one(self.read, registration, known_at)
        if stored is None or not self.caller.owns(stored.facts.federation_id):
            raise NotFound
        return self._shown(register, stored)

    async def of_federation(
        self, register: Register[Any], federation_id: UUID, known_at: datetime | None, paging: Page
    ) -> Collection[Registered]:
        """A page of what stands in a federation, by external id; NotYours for another's federation."""
        if not self.caller.owns(federation_id):
            raise NotYours
        v = register.versions.c
        (after,) = paging.after(str) or ("",)
        rows = await self.read.all(
            register.select_known(known_at)
            .where(v.federation_id == federation_id, v.external_id > after)
            .order_by(v.external_id)
            .limit(paging.limit + 1)
        )
        found = [register.stored(row) for row in rows]
        return paging.cut(found, lambda each: [each.facts.external_id], lambda each: self._shown(register, each))

    async def versions(self, register: Register[Any], registration: UUID, paging: Page) -> Collection[Registered]:
        """A page of a registration's versions, the newest first; or NotFound."""
        await self.one(register, registration, None)
        v = register.versions.c
        statement = register.select_versions().where(v.id == registration).order_by(v.version.desc())
        before = paging.after(int)
        if before is not None:
            statement = statement.where(v.version < before[0])
        found = [register.stored(row) for row in await self.read.all(statement.limit(paging.limit + 1))]
        return paging.cut(found, lambda each: [each.version], lambda each: self._shown(register, each))

    def _shown(self, register: Register[Any], stored: Stored[Any]) -> Registered:
        return represent(register.resource, stored, self.base_url + register.path)


async def _readable(reads: Reads, caller: Caller, base_url: BaseUrl) -> Registrations:
    return Registrations(reads, caller, base_url)


Readable = Annotated[Registrations, Depends(_readable)]
OfFederation = Annotated[
    UUID,
    Query(
        alias="federationId",
        examples=["7a0e9c52-1b1c-4f53-8d0e-0c6a4f4f2a11"],
        description="The federation whose registrations are asked for",
    ),
]
