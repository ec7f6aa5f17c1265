"""Webhooks registered, verified, rewound, given another secret, deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, delete, select, update

import finsam_contracts.catalogue  # noqa: F401  every event is declared there
from finsam_common.auth import Principal
from finsam_common.auth.principal import RESTRICTED_EVENTS
from finsam_common.db.units import Read, Write
from finsam_common.events.feed import EventUnknown
from finsam_common.events.published import BEGINNING, position_of
from finsam_common.problems import Forbidden, PreconditionFailed, PreconditionRequired
from finsam_common.sealing import Sealing
from finsam_common.settings import Settings
from finsam_common.webhooks import queries
from finsam_common.webhooks.errors import EventTypeUnknown, TooManyWebhooks, WebhookChanged, WebhookUrlRefused
from finsam_common.webhooks.reach import Reach
from finsam_common.webhooks.schemas import ReplayRequest, WebhookRequest, WebhookWithSecret
from finsam_common.webhooks.signing import new_secret
from finsam_common.writes.entries import Accepted, Command, Entry
from finsam_common.writes.handlers import Handlers
from finsam_contracts import PUBLIC, event_types

MOST: Final = 20
"""Webhooks that an organisation may have of one API."""
_WELL: Final[dict[str, Any]] = {"failures": 0, "failing_since": None, "next_attempt_at": None, "error": None}


@dataclass(frozen=True, slots=True)
class RegisterWebhook(Command):
    """Have events sent somewhere."""

    body: WebhookRequest


@dataclass(frozen=True, slots=True)
class ActivateWebhook(Command):
    """Begin to send: the endpoint has answered the ping, as the webhook was in this ``version``."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReplaceSecret(Command):
    """Sign with another secret; the old one signs beside it for a while."""

    id: UUID


@dataclass(frozen=True, slots=True)
class ReplayWebhook(Command):
    """Send again what came after an event."""

    id: UUID
    body: ReplayRequest


@dataclass(frozen=True, slots=True)
class DeleteWebhook(Command):
    """Send nothing any more, and forget the webhook."""

    id: UUID


def webhook_handlers(service: str, settings: Settings, sealing: Sealing) -> Handlers:
    """The handlers of one service's webhooks."""
    handlers = Handlers()
    reach = Reach(settings.webhook_hosts, settings.production)
    overlap = timedelta(hours=settings.webhook_overlap_hours)

    @handlers.decides(RegisterWebhook)
    async def register(entry: Entry[RegisterWebhook], uow: Write) -> Accepted:
        body, organisation = entry.command.body, entry.principal.organisation
        if reach.target(body.url) is None:
            raise WebhookUrlRefused(pointer="/url")
        _refuse_types(service, entry.principal, body.types)
        if await queries.count(uow, organisation) >= MOST:
            raise TooManyWebhooks(f"An organisation may have {MOST}.")
        secret = new_secret()
        own = {"secret": sealing.seal(secret), "position": await _numbered(uow), "created_at": uow.now}
        row = _new(body, organisation) | own
        await uow.insert(queries.webhooks(uow), [row])
        return _with_secret(row, secret, entry, service, status=201)

    @handlers.decides(ActivateWebhook)
    async def activate(entry: Entry[ActivateWebhook], uow: Write) -> Accepted:
        row = await _locked(entry, uow, entry.command.id)
        if row["version"] != entry.command.version:
            raise WebhookChanged
        changed = await _change(uow, row, _WELL | {"status": "active", "disabled_at": None})
        return _accepted(changed, entry, service)

    @handlers.decides(ReplaceSecret)
    async def replace_secret(entry: Entry[ReplaceSecret], uow: Write) -> Accepted:
        row, secret = await _locked(entry, uow, entry.command.id), new_secret()
        before = {"previous_secret": row["secret"], "previous_until": uow.now + overlap}
        changed = await _change(uow, row, before | {"secret": sealing.seal(secret)})
        return _with_secret(changed, secret, entry, service, status=200)

    @handlers.decides(ReplayWebhook)
    async def replay(entry: Entry[ReplayWebhook], uow: Write) -> Accepted:
        row, event_id = await _locked(entry, uow, entry.command.id), entry.command.body.after_event_id
        position = BEGINNING if event_id is None else await position_of(uow, service, event_id)
        if position is None:
            raise EventUnknown(pointer="/afterEventId")
        return _accepted(await _change(uow, row, {"position": position}), entry, service)

    @handlers.decides(DeleteWebhook)
    async def remove(entry: Entry[DeleteWebhook], uow: Write) -> Accepted:
        row = await _locked(entry, uow, entry.command.id)
        if entry.if_match is None:
            raise PreconditionRequired
        if entry.if_match != row["version"]:
            raise PreconditionFailed
        await uow.execute(delete(queries.webhooks(uow)).where(queries.webhooks(uow).c.id == row["id"]))
        return _accepted(dict(row) | {"status": "deleted"}, entry, service)

    return handlers


def _refuse_types(service: str, principal: Principal, asked: Iterable[str]) -> None:
    declared = {name: event for name, event in event_types().items() if event.topic.service == service}
    unknown = sorted(set(asked) - declared.keys())
    if unknown:
        raise EventTypeUnknown(pointer="/types")
    restricted = any(declared[name].topic.visibility != PUBLIC for name in asked)
    if restricted and not principal.may(RESTRICTED_EVENTS):
        raise Forbidden(f"The scope {RESTRICTED_EVENTS} is missing.", scope=RESTRICTED_EVENTS)


def _new(body: WebhookRequest, organisation: str) -> dict[str, Any]:
    return _WELL | {
        "id": uuid4(),
        "version": 1,
        "organisation": organisation,
        "url": body.url,
        "types": " ".join(dict.fromkeys(body.types)),
        "description": body.description,
        "status": "pending",
    }


async def _numbered(read: Read) -> int:
    """The position of the last event that has one: what comes later is for a new webhook."""
    return int(await read.scalar(select(read.metadata.tables["relay_counter"].c.position)) or BEGINNING)


async def _locked(entry: Entry[Any], uow: Write, webhook_id: UUID) -> RowMapping:
    return await queries.own(uow, entry.principal.organisation, webhook_id, lock=True)


async def _change(uow: Write, row: RowMapping, changed: dict[str, Any]) -> dict[str, Any]:
    """Make a new version of a webhook; the whole row as it is now."""
    table = queries.webhooks(uow)
    values = changed | {"version": row["version"] + 1}
    await uow.execute(update(table).where(table.c.id == row["id"]).values(values))
    return dict(row) | values


def _path(entry: Entry[Any], service: str) -> str:
    return f"{entry.base_url}/{service}/v1/webhooks"


def _accepted(row: dict[str, Any], entry: Entry[Any], service: str) -> Accepted:
    resource = queries.represent(row, _path(entry, service))
    return Accepted(resource, status=200, version=row["version"])


def _with_secret(row: dict[str, Any], secret: str, entry: Entry[Any], service: str, *, status: int) -> Accepted:
    told = queries.represent(row, _path(entry, service)).model_dump(by_alias=False)
    resource = WebhookWithSecret(**told, secret=secret)
    location = f"/{service}/v1/webhooks/{row['id']}" if status == 201 else None
    return Accepted(resource, status=status, location=location, version=row["version"], confidential=True)
