"""Events of every service about its subscribers' webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from finsam_contracts.event import Event


class _WebhookDisabled(Event):
    """``position`` is that of the last event delivered; ``error`` how the last attempt ended, ``failures`` in a row."""

    webhook_id: UUID
    failures: int
    failing_since: datetime
    error: str
    position: int
    recorded_at: datetime


class RegistryWebhookDisabled(_WebhookDisabled, name="registry.webhook-disabled.v1", key="webhook_id"):
    """A webhook of the registry failed for too long and gets nothing until its owner has it verified again."""


class FollowupWebhookDisabled(_WebhookDisabled, name="followup.webhook-disabled.v1", key="webhook_id"):
    """A webhook of follow-up failed for too long and gets nothing until its owner has it verified again."""


class AllocationWebhookDisabled(_WebhookDisabled, name="allocation.webhook-disabled.v1", key="webhook_id"):
    """A webhook of allocation failed for too long and gets nothing until its owner has it verified again."""


class ReportingWebhookDisabled(_WebhookDisabled, name="reporting.webhook-disabled.v1", key="webhook_id"):
    """A webhook of reporting failed for too long and gets nothing until its owner has it verified again."""


WEBHOOK_DISABLED: Final[dict[str, type[_WebhookDisabled]]] = {
    "registry": RegistryWebhookDisabled,
    "followup": FollowupWebhookDisabled,
    "allocation": AllocationWebhookDisabled,
    "reporting": ReportingWebhookDisabled,
}
"""The event by the service whose webhook it is."""
