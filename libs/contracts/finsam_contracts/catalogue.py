"""Importing this module declares every event of the platform."""

from finsam_contracts import allocation, followup, registry, reporting, webhooks
from finsam_contracts.event import event_types

__all__ = ["allocation", "event_types", "followup", "registry", "reporting", "webhooks"]
