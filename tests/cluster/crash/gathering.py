"""Collects evidence from databases and a log, once everything that was committed has arrived everywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from finsam_common.db import Database, Read
from finsam_common.events.standing import relay_standing, standing_of
from finsam_common.service import Service
from finsam_common.transports import Logged, Partition, Transport, partitions_of
from finsam_contracts import topics
from tests.cluster.crash.book import Request
from tests.cluster.crash.checks.answers import REGISTERS
from tests.cluster.crash.evidence import Evidence, Hearer, Version

PATIENCE_SECONDS: Final = 240.0


class Platform:
    """The services' databases and their log, as an administrator reads them."""

    def __init__(self, services: Sequence[Service], databases: Mapping[str, Database], log: Transport) -> None:
        self.services = services
        self.databases = databases
        self.log = log

    async def settled(self) -> None:
        """Wait until every event has left, and been heard by everyone who hears it. AssertionError with what waits."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while waiting := await self.waiting():
            assert time.monotonic() < deadline, f"still waiting: {waiting}"
            await asyncio.sleep(0.3)

    async def waiting(self) -> list[str]:
        """What has not arrived yet: events in an outbox, records that a set has not heard."""
        found = []
        for service in self.services:
            async with self.databases[service.name].read() as read:
                count = (await relay_standing(read)).waiting
            if count:
                found.append(f"{count} events in the outbox of {service.name}")
            for each in service.hears:
                for standing in await standing_of(self.databases[service.name], self.log, each):
                    if standing.lag != 0:
                        found.append(f"{standing.lag} records for {service.name}.{each.name} in {standing.partition}")
        return found

    async def evidence(self, requests: Sequence[Request]) -> Evidence:
        """All that is there now."""
        outbox, epochs, parked = {}, {}, {}
        hearers: list[Hearer] = []
        versions: list[Version] = []
        for service in self.services:
            async with self.databases[service.name].read() as read:
                tables = read.metadata.tables
                outbox[service.name] = await _rows(read, select(tables["outbox"]).order_by(tables["outbox"].c.seq))
                epochs[service.name] = _uuid(await read.scalar(select(tables["relay_counter"].c.epoch)))
                parked[service.name] = int(await read.scalar(select(func.count()).select_from(tables["parked"])))
                for each in service.hears:
                    rows = {table.name: await _rows(read, select(table)) for table in each.tables}
                    hearers.append(Hearer(service.name, each, rows))
                if service.name == "followup":
                    versions = await _versions(read)
        return Evidence(requests, versions, outbox, epochs, await self._whole_log(), hearers, parked)

    async def _whole_log(self) -> dict[Partition, list[Logged]]:
        published = [topic for service in self.services for topic in topics(service.name)]
        return {partition: await self._whole(partition) for partition in partitions_of(published)}

    async def _whole(self, partition: Partition) -> list[Logged]:
        found: list[Logged] = []
        end = await self.log.end_offset(*partition)
        offset = 0
        while offset < end:
            records = await self.log.fetch(*partition, offset, 1000)
            assert records, f"the log gives nothing from {offset} on, before its end {end}"
            found += records
            offset = records[-1].offset + 1
        return found


async def _versions(read: Read) -> list[Version]:
    found = []
    for path, register in REGISTERS.items():
        for row in await read.all(register.select_versions()):
            stored = register.stored(row)
            facts = stored.facts.model_dump(mode="json", by_alias=True)
            found.append(Version(path, stored.id, stored.version, stored.void, facts))
    return found


async def _rows(read: Read, statement: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in await read.all(statement)]


def _uuid(value: Any) -> UUID | None:
    return None if value is None else UUID(str(value))
