"""What a subscriber says of a webhook, and what it is told."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from finsam_common.bodies import Body, Line, Link, Moment, Resource
from finsam_common.webhooks.tables import LONGEST_URL

Status = Literal["pending", "active", "disabled", "deleted"]

Url = Annotated[
    str,
    StringConstraints(min_length=8, max_length=LONGEST_URL),
    Field(examples=["https://mottagare.example/finsam"], description="https, of a host that the platform allows"),
]
EventType = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_ID = "0f2b8f5e-5a0e-4a51-9a55-3a7b1c1f7d10"
_SECRET = "whsec_BWTD2VfKJqpbPBMUUPIHJLr9Yzv1jK0y2q8yYQGm3cE="


class WebhookRequest(Body):
    """Where to send which events."""

    url: Url
    types: list[EventType] = Field(
        min_length=1,
        max_length=50,
        examples=[["registry.federation-renamed.v1", "registry.federations-merged.v1"]],
        description="Types of events of this API; restricted ones need the scope `events:restricted`",
    )
    description: Line | None = Field(default=None, examples=["Ärendehanteringen, test"])


class ReplayRequest(Body):
    """From where to send again."""

    after_event_id: UUID | None = Field(
        default=None, examples=[_ID], description="The event after which to begin; the first event there is, when null"
    )


class Webhook(Resource):
    """A webhook as its owner sees it."""

    id: UUID = Field(examples=["8c2d0a52-5a4e-4a2e-9f5e-6b0c5d1e2f3a"])
    version: int = Field(ge=1, examples=[1], description="The ETag is this number in quotes")
    url: str = Field(examples=["https://mottagare.example/finsam"])
    types: list[str] = Field(examples=[["registry.federation-renamed.v1"]])
    description: str | None = Field(default=None, examples=["Ärendehanteringen, test"])
    status: Status = Field(description="`pending` until verified; `disabled` after failing too long")
    failures: int = Field(examples=[0], description="Attempts in a row that failed")
    failing_since: Moment | None = None
    next_attempt_at: Moment | None = None
    error: str | None = Field(
        default=None,
        examples=["refused"],
        description="How the last attempt failed: refused, gone, timed-out, unreachable, not-allowed",
    )
    delivered_at: Moment | None = Field(default=None, description="When an event was last delivered")
    created_at: Moment
    disabled_at: Moment | None = None
    links: dict[str, Link]


class WebhookWithSecret(Webhook):
    """A webhook with its new secret, which is not shown again."""

    secret: str = Field(examples=[_SECRET], description="Signs what is sent; keep it as you keep a password")
