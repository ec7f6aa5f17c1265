"""What operators do: each act in one transaction with its audit, through the write path like any other command."""

from __future__ import annotations

from uuid import uuid4

from finsam_common.db.units import Write
from finsam_common.events import pauses, repairs
from finsam_common.events.consume import Consumer
from finsam_common.events.hearing import Hearing
from finsam_common.operations import rebuild_rows
from finsam_common.operations.acts import About, act, record
from finsam_common.operations.commands import (
    PauseConsumer,
    RebuildSet,
    ResumeConsumer,
    RetryKey,
    SkipEvent,
)
from finsam_common.operations.errors import NotFirst, RebuildUnderWay
from finsam_common.operations.rebuilds import Rebuilds
from finsam_common.problems import NotFound
from finsam_common.writes.entries import Accepted, Entry
from finsam_common.writes.handlers import Handlers


def operators_handlers(service: str, consumer: Consumer, rebuilds: Rebuilds) -> Handlers:
    """The operators' commands to one running service."""
    handlers = Handlers()

    @handlers.decides(RetryKey)
    async def retry(entry: Entry[RetryKey], uow: Write) -> Accepted:
        """Drain a key in order under its lock, until an event cannot be applied again."""
        name = entry.command.key
        hearing = hearing_of(consumer, name.projection_set)
        if await repairs.first_parked(uow, hearing, name.topic, name.key) is None:
            raise NotFound
        drained = await repairs.drain(uow, hearing, name.topic, name.key)
        about = About(**name._asdict(), applied=drained.applied, left=drained.left)
        if drained.trouble is not None:
            wrong = {"parked_for": drained.trouble.reason, "error": drained.trouble.error}
            about = about.model_copy(update=wrong)
        return await act(uow, entry, service, "key-retried", about, None)

    @handlers.decides(SkipEvent)
    async def skip(entry: Entry[SkipEvent], uow: Write) -> Accepted:
        """Give up the first event of a key, for good."""
        name, body = entry.command.key, entry.command.body
        hearing = hearing_of(consumer, name.projection_set)
        found = await repairs.first_parked(uow, hearing, name.topic, name.key)
        if found is None:
            raise NotFound
        logged, event = found
        if body.offset not in (None, event.offset):
            raise NotFirst(pointer="/offset", first=event.offset)
        await repairs.give_up(uow, hearing, logged, body.reason, entry.principal.subject)
        told = {"partition": event.partition, "offset": event.offset, "event_id": event.event_id, "type": event.type}
        about = About(**name._asdict(), **told, parked_for=event.reason, error=event.error)
        return await act(uow, entry, service, "event-skipped", about, body.reason)

    @handlers.decides(PauseConsumer)
    async def pause(entry: Entry[PauseConsumer], uow: Write) -> Accepted:
        """Hold a set still, once the batch that is being applied has ended."""
        name, reason = entry.command.projection_set, entry.command.body.reason
        await pauses.pause(uow, hearing_of(consumer, name).inbox, reason, entry.principal.subject)
        return await act(uow, entry, service, "consumer-paused", About(projection_set=name), reason)

    @handlers.decides(ResumeConsumer)
    async def resume(entry: Entry[ResumeConsumer], uow: Write) -> Accepted:
        """Let a set hear again."""
        name = entry.command.projection_set
        if await pauses.resume(uow, hearing_of(consumer, name).set.name) is None:
            raise NotFound
        done = await act(uow, entry, service, "consumer-resumed", About(projection_set=name), None)
        return done._replace(status=200)

    @handlers.decides(RebuildSet)
    async def rebuild(entry: Entry[RebuildSet], uow: Write) -> Accepted:
        """Begin to make a set anew, once this transaction stands; one at a time."""
        name, body = entry.command.projection_set, entry.command.body
        hearing = hearing_of(consumer, name)
        if await rebuild_rows.under_way(uow, name):
            raise RebuildUnderWay(retry_after=5)
        id_, who = uuid4(), entry.principal
        by = {"done_by": who.subject, "organisation": who.organisation}
        begun = await rebuild_rows.opened(uow, name, body.swap, id_, who.subject)
        about = About(projection_set=name, rebuild_id=id_, swap=body.swap)
        await record(uow, {"act": "rebuild-begun", "reason": body.reason, **by}, about)
        uow.after_commit(lambda: rebuilds.begin(id_, hearing.set, body.swap, by))
        path = f"/{service}/v1/operations/projection-sets/{name}/rebuilds"
        resource = await rebuild_rows.shown(uow, begun, entry.base_url + path)
        return Accepted(resource, status=202, location=f"{path}/{id_}")

    return handlers


def hearing_of(consumer: Consumer, projection_set: str) -> Hearing:
    """A set of the service, listening; NotFound when it has none of this name."""
    if projection_set not in consumer.hearings:
        raise NotFound
    return consumer.hearings[projection_set]
