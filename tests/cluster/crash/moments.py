"""How far one event has come: what can be seen of it in databases, log and group at the moment a process dies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import select

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.events.envelope import context_of
from finsam_common.events.inbox import Inbox
from finsam_common.transports import Partition
from finsam_common.transports.kafka import KafkaUrl
from tests.cluster.crash.book import Request
from tests.cluster.crash.gathering import Platform

SET, TOPIC = "interventions", "followup.public"
GROUP = f"reporting.{SET}"


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of follow-up on its way to reporting. Times are counted, so that a double shows.

    ``marked``: the relay's pointer is past it; ``heard``: the inbox is; ``confirmed``: the group's offset at Kafka is.
    """

    stored: int
    numbered: bool
    logged: int
    marked: bool
    projected: int
    heard: bool
    confirmed: bool


async def moment_of(intervention: UUID, platform: Platform, kafka: Kafka, book: Sequence[Request]) -> Moment:
    """Look at an intervention's first event."""
    evidence = await platform.evidence(book)
    rows = [row for row in evidence.outbox["followup"] if row["key"] == str(intervention)]
    positions = {row["position"] for row in rows} - {None}
    places = [
        (partition, record.offset)
        for partition, records in evidence.log.items()
        for record in records
        if partition.topic == TOPIC and context_of(record).position in positions
    ]
    facts = [row for hearer in evidence.hearers for row in hearer.rows.get(SET, ()) if row["id"] == intervention]
    heard, confirmed = await heard_offsets(platform), await confirmed_offsets(kafka)
    return Moment(
        stored=sum(version.id == intervention for version in evidence.versions),
        numbered=bool(positions),
        logged=len(places),
        marked=bool(positions) and await _marked(platform, rows[0]["partition"]) >= max(positions),
        projected=len(facts),
        heard=any(heard[partition] > offset for partition, offset in places),
        confirmed=any(confirmed.get(partition, 0) > offset for partition, offset in places),
    )


async def heard_offsets(platform: Platform) -> dict[Partition, int]:
    """Where reporting's set reads next, by its inbox."""
    async with platform.databases["reporting"].read() as read:
        return {partition: cursor.offset for partition, cursor in (await Inbox(SET).all(read)).items()}


async def confirmed_offsets(kafka: Kafka) -> dict[Partition, int]:
    """The same by what its group has told Kafka."""
    admin = AIOKafkaAdminClient(**KafkaUrl.parse(kafka.client_url(ADMINISTRATOR)).for_aiokafka())
    await admin.start()
    try:
        found = await admin.list_consumer_group_offsets(GROUP)
    finally:
        await admin.close()
    return {Partition(at.topic, at.partition): told.offset for at, told in found.items()}


async def _marked(platform: Platform, number: int) -> int:
    pointers = platform.databases["followup"].metadata.tables["relay_pointers"]
    here = (pointers.c.topic == TOPIC) & (pointers.c.partition == number)
    async with platform.databases["followup"].read() as read:
        return int(await read.scalar(select(pointers.c.position).where(here)))
