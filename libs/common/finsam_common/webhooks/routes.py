"""The routes below ``/webhooks``. An organisation sees its own; another's is unknown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from pydantic_core import to_json

from finsam_common.auth import allow
from finsam_common.auth.principal import EVENTS
from finsam_common.events.feed import EventUnknown
from finsam_common.service import Service
from finsam_common.web.doors import Caller, Reads, Writes, runtime_of
from finsam_common.web.etags import etag_of
from finsam_common.web.links import BaseUrl
from finsam_common.web.paging import Collection, Paging
from finsam_common.web.router import Router
from finsam_common.webhooks import errors, queries
from finsam_common.webhooks.handlers import (
    ActivateWebhook,
    DeleteWebhook,
    RegisterWebhook,
    ReplaceSecret,
    ReplayWebhook,
)
from finsam_common.webhooks.schemas import ReplayRequest, Webhook, WebhookRequest, WebhookWithSecret

SUBSCRIBE = allow(EVENTS)
_REGISTRATION = (errors.WebhookUrlRefused, errors.EventTypeUnknown, errors.TooManyWebhooks)


def webhooks_router(service: Service) -> Router:
    """The webhooks of a service's events."""
    router = Router("/webhooks")
    _add_reading(router, service)
    _add_registering(router)
    _add_keeping(router)
    return router


def _add_reading(router: Router, service: Service) -> None:
    path = f"/{service.name}/v1/webhooks"

    @router.get("", rights=SUBSCRIBE, answers=Collection[Webhook])
    async def list_webhooks(reads: Reads, caller: Caller, paging: Paging, base: BaseUrl) -> Collection[Webhook]:
        """List your organisation's webhooks, the newest first."""
        rows = await queries.page(reads, caller.organisation, paging.after(datetime, UUID), paging.limit + 1)
        return paging.cut(
            rows,
            key=lambda row: (row["created_at"], row["id"]),
            shape=lambda row: queries.represent(row, base + path),
        )

    @router.get("/{webhook_id}", rights=SUBSCRIBE, answers=Webhook)
    async def read_webhook(webhook_id: UUID, reads: Reads, caller: Caller, base: BaseUrl) -> Response:
        """Read a webhook: whether events arrive, and if not, why and when it is tried again."""
        webhook = queries.represent(await queries.own(reads, caller.organisation, webhook_id), base + path)
        headers = {"ETag": etag_of(webhook.version)}
        return Response(to_json(webhook, by_alias=True), 200, headers, "application/json")


def _add_registering(router: Router) -> None:
    @router.post("", status_code=201, rights=SUBSCRIBE, refuses=_REGISTRATION, answers=WebhookWithSecret)
    async def register_webhook(body: WebhookRequest, writes: Writes) -> Response:
        """Register where events are to be sent.

        The answer has the secret that signs them (Standard Webhooks), and no other answer shows it; only this request,
        repeated with its `Idempotency-Key`, gives the same answer again. The webhook is `pending` until
        `POST …/verifications`. What happens from the registration on is kept for it.
        """
        return await writes.submit(RegisterWebhook(body))

    @router.post(
        "/{webhook_id}/verifications",
        rights=SUBSCRIBE,
        refuses=(errors.WebhookNotVerified, errors.WebhookChanged),
        answers=Webhook,
    )
    async def verify_webhook(webhook_id: UUID, request: Request, caller: Caller, writes: Writes) -> Response:
        """Have the endpoint verified, and begin to send.

        The endpoint is sent a signed ping and must answer it with a status of 2xx. This also begins a webhook again
        that has been disabled: it goes on where it stopped.
        """
        runtime = runtime_of(request)
        async with runtime.database.read() as read:
            row = await queries.own(read, caller.organisation, webhook_id)
        taken = await runtime.webhooks.ping(row)
        if not taken.delivered:
            raise errors.WebhookNotVerified(result=taken.result, answered=taken.status)
        return await writes.submit(ActivateWebhook(webhook_id, row["version"]))


def _add_keeping(router: Router) -> None:
    @router.post("/{webhook_id}/replays", rights=SUBSCRIBE, refuses=(EventUnknown,), answers=Webhook)
    async def replay_webhook(webhook_id: UUID, body: ReplayRequest, writes: Writes) -> Response:
        """Have events sent again: those after one of them, in their order, with the ids that they had."""
        return await writes.submit(ReplayWebhook(webhook_id, body))

    @router.post("/{webhook_id}/secrets", rights=SUBSCRIBE, answers=WebhookWithSecret)
    async def replace_webhook_secret(webhook_id: UUID, writes: Writes) -> Response:
        """Have a new secret. For a day (unless configured otherwise) what is sent is signed with both."""
        return await writes.submit(ReplaceSecret(webhook_id))

    @router.delete("/{webhook_id}", rights=SUBSCRIBE, answers=Webhook)
    async def delete_webhook(webhook_id: UUID, writes: Writes) -> Response:
        """Delete a webhook. Nothing is sent to it any more."""
        return await writes.submit(DeleteWebhook(webhook_id))
