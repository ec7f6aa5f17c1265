"""The route ``/events``: a service's events for those who cannot reach the log (http-feeds.org)."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, RootModel

from finsam_common.auth import allow
from finsam_common.auth.principal import EVENTS, RESTRICTED_EVENTS
from finsam_common.events.feed import EpochOver, EventUnknown
from finsam_common.problems import Forbidden
from finsam_common.service import Service
from finsam_common.web.doors import Caller, runtime_of
from finsam_common.web.router import Router
from finsam_contracts import Envelope

BATCH: Final = "application/cloudevents-batch+json"
DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000

_EXAMPLE: Final[dict[str, Any]] = {
    "specversion": "1.0",
    "id": "0f2b8f5e-5a0e-4a51-9a55-3a7b1c1f7d10",
    "source": "urn:finsam:service:registry",
    "type": "registry.federation-renamed.v1",
    "subject": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b",
    "time": "2026-03-01T08:00:00Z",
    "datacontenttype": "application/json",
    "dataschema": "urn:finsam:schema:registry.federation-renamed.v1",
    "partitionkey": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b",
    "epoch": "2d7c3c9a-1f43-4be2-8a69-51c0d1a5a0b7",
    "position": 4711,
    "data": {"federationId": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b", "name": "Samordningsförbundet Exempel"},
}

LastEventId = Annotated[
    UUID | None,
    Query(alias="lastEventId", examples=[_EXAMPLE["id"]], description="The `id` of the last event that you have"),
]
Epoch = Annotated[
    UUID | None, Query(examples=[_EXAMPLE["epoch"]], description="The `epoch` of that event: 409 when it is over")
]
Timeout = Annotated[
    int, Query(ge=0, le=3_600_000, examples=[5000], description="How long to wait for an event, in milliseconds")
]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, examples=[DEFAULT_LIMIT], description="How many events at most")]
Restricted = Annotated[
    bool, Query(examples=[False], description=f"Events of restricted topics too; needs the scope `{RESTRICTED_EVENTS}`")
]


class EventBatch(RootModel[list[Envelope]]):
    """Events in the order of their positions (CloudEvents 1.0, JSON batch format)."""

    model_config = ConfigDict(json_schema_extra={"examples": [[_EXAMPLE]]})


class _Batch(JSONResponse):
    """JSON by its schema in the documentation, and written already when it is answered."""

    media_type = BATCH

    def render(self, content: EventBatch) -> bytes:
        return content.model_dump_json(exclude_none=True).encode()


def feed_router(service: Service) -> Router:
    """The route ``/events`` of a service."""
    router = Router("/events")

    @router.get("", rights=allow(EVENTS), refuses=(EventUnknown, EpochOver), answers=EventBatch, response_class=_Batch)
    async def read_events(
        request: Request,
        caller: Caller,
        last_event_id: LastEventId = None,
        epoch: Epoch = None,
        timeout: Timeout = 0,
        limit: Limit = DEFAULT_LIMIT,
        restricted: Restricted = False,
    ) -> Response:
        """Read the events of this API in order, after the last one that you have.

        Begin without `lastEventId`: the first answer begins with the first event there is. Then ask again and again
        with the `id` of the last event you have dealt with. With `timeout` an answer waits for an event, up to the
        server's own maximum (8 s unless configured otherwise), and is `[]` when none came.

        Retention: without limit. No event is ever removed, so whoever begins anew reads everything again.

        Order: ascending `position`, so also the order of each `subject`. Positions have gaps, where an event is
        restricted or of another kind. An event is shown once it is in the event log. The same event may come again
        after a restart of yours: it is known by its `id`.

        After a restore of this service's database events are numbered anew under another `epoch`. Send `epoch` with
        `lastEventId`, and you are told (409 `epoch-over`); an id that does not exist is 404 `event-unknown`. In both
        cases begin at the start.
        """
        if restricted and not caller.may(RESTRICTED_EVENTS):
            raise Forbidden(f"The scope {RESTRICTED_EVENTS} is missing.", scope=RESTRICTED_EVENTS)
        runtime = runtime_of(request)
        seconds = min(timeout / 1000, runtime.settings.feed_wait_seconds)
        found = await runtime.feed.after(last_event_id, epoch, limit, seconds, restricted=restricted)
        return _Batch(EventBatch(found))

    return router
