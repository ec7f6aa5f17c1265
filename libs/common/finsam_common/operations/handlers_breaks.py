"""Breaks in the numbering: a new epoch is drawn, and those who stopped at it, or at a gap, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.events import numbering
from finsam_common.events.consume import Consumer
from finsam_common.events.decided import decide
from finsam_common.events.envelope import context_of
from finsam_common.events.reading import Break
from finsam_common.events.restored import ends_of, pass_what_the_log_has
from finsam_common.events.standing import Standing, relay_standing, standing_at
from finsam_common.operations.acts import About, ActName, act
from finsam_common.operations.commands import AcceptEpoch, AcceptGap, DrawEpoch
from finsam_common.operations.errors import NotBegun, NotStopped
from finsam_common.operations.handlers import hearing_of
from finsam_common.problems import NotFound
from finsam_common.transports import Logged, Partition, Transport, partitions_of
from finsam_common.writes.entries import Accepted, Entry
from finsam_common.writes.handlers import Handlers
from finsam_contracts import topics


def breaks_handlers(service: str, database: Database, transport: Transport, consumer: Consumer) -> Handlers:
    """The operators' commands to the numbering, and to partitions that stopped."""
    handlers = Handlers()

    async def go_on(
        entry: Entry[Any], uow: Write, expected: Break, seen: Callable[[Logged], bool], name: ActName
    ) -> Accepted:
        command = entry.command
        hearing = hearing_of(consumer, command.projection_set)
        partition = Partition(command.body.topic, command.body.partition)
        if partition not in partitions_of(hearing.set.topics):
            raise NotFound
        following = _stopped_by(await standing_at(database, transport, hearing.set, partition), expected)
        if not seen(following):
            raise NotStopped(offset=following.offset)
        await decide(uow, "resumed", command.projection_set, following, command.body.reason, entry.principal.subject)
        context = context_of(following)
        about = About(
            projection_set=command.projection_set,
            topic=partition.topic,
            partition=partition.number,
            offset=following.offset,
            event_id=str(context.id),
            epoch=context.epoch,
            position=context.position,
        )
        return await act(uow, entry, service, name, about, command.body.reason)

    @handlers.decides(AcceptEpoch)
    async def accept_epoch(entry: Entry[AcceptEpoch], uow: Write) -> Accepted:
        """Hear on in an epoch that the set did not know."""
        epoch = entry.command.body.epoch
        return await go_on(
            entry, uow, Break.UNKNOWN_EPOCH, lambda logged: context_of(logged).epoch == epoch, "epoch-accepted"
        )

    @handlers.decides(AcceptGap)
    async def accept_gap(entry: Entry[AcceptGap], uow: Write) -> Accepted:
        """Hear on though numbers are missing before a record."""
        offset = entry.command.body.offset
        return await go_on(entry, uow, Break.GAP, lambda logged: logged.offset == offset, "gap-accepted")

    @handlers.decides(DrawEpoch)
    async def draw_epoch(entry: Entry[DrawEpoch], uow: Write) -> Accepted:
        """Number what follows in a new epoch; consumers stop at it until they accept it."""
        before = await relay_standing(uow)
        if before.epoch is None:
            raise NotBegun
        await pass_what_the_log_has(uow, await ends_of(transport, topics(service)), before.epoch, before.position)
        drawn = await numbering.draw_epoch(uow)
        about = About(epoch=drawn, replaces=before.epoch, position=before.position)
        return await act(uow, entry, service, "epoch-drawn", about, entry.command.body.reason)

    return handlers


def _stopped_by(standing: Standing, expected: Break) -> Logged:
    """The record at which a partition stops for this reason, or NotStopped."""
    if standing.stop is None or standing.stop.reason != expected or standing.next is None:
        raise NotStopped
    return standing.next
