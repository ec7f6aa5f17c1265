"""When a delivery that failed is tried again, and when a webhook is given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from finsam_common.settings import Settings

_MOST_DOUBLINGS: Final = 30


@dataclass(frozen=True, slots=True)
class Patience:
    """How long failures are borne: pauses in seconds that double from ``first`` to ``longest``, in all ``hours``."""

    first: float
    longest: float
    hours: float

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """What the deployment has decided."""
        return cls(
            settings.webhook_first_retry_seconds, settings.webhook_longest_retry_seconds, settings.webhook_disable_hours
        )


@dataclass(frozen=True, slots=True)
class Health:
    """Failures in a row: how many, since when, and when the next attempt is made (UTC); none of them when all is well.

    ``over``: no attempt is made any more.
    """

    failures: int = 0
    failing_since: datetime | None = None
    next_attempt_at: datetime | None = None
    over: bool = False


WELL: Final = Health()


def after_failure(health: Health, now: datetime, patience: Patience, *, gone: bool, jitter: float) -> Health:
    """The health after one more failure. ``gone``: the endpoint has said that it wants no more (410).

    ``jitter`` is a share of the pause, from 0 to 1, by which it is shortened up to a fifth: endpoints that fail
    together are not called together.
    """
    since = health.failing_since or now
    failures = health.failures + 1
    if gone or now - since >= timedelta(hours=patience.hours):
        return Health(failures, since, None, over=True)
    pause = min(patience.first * 2 ** min(health.failures, _MOST_DOUBLINGS), patience.longest) * (1 - jitter / 5)
    return replace(health, failures=failures, failing_since=since, next_attempt_at=now + timedelta(seconds=pause))
