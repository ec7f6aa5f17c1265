"""What can be refused of a webhook."""

from finsam_common.problems import Problem


class WebhookUrlRefused(Problem, status=409, code="webhook-url-refused"):
    """Webhooks may not lead there."""


class EventTypeUnknown(Problem, status=409, code="event-type-unknown"):
    """This API has no event of that type."""


class TooManyWebhooks(Problem, status=409, code="too-many-webhooks"):
    """The organisation has as many webhooks of this API as it may have."""


class WebhookNotVerified(Problem, status=409, code="webhook-not-verified"):
    """The endpoint did not answer the signed ping with a status of 2xx."""


class WebhookChanged(Problem, status=409, code="webhook-changed"):
    """The webhook was changed by another request meanwhile."""
