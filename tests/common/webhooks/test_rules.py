"""How long failures are borne, as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from finsam_common.webhooks.rules import WELL, Patience, after_failure
from finsam_common.webhooks.signing import new_secret, signed_headers

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PATIENCE = Patience(first=5, longest=3600, hours=72)


def test_pauses_double_up_to_the_longest() -> None:
    health, pauses = WELL, []
    for _ in range(12):
        health = after_failure(health, NOW, PATIENCE, gone=False, jitter=0)
        assert health.next_attempt_at is not None
        pauses.append((health.next_attempt_at - NOW).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert (health.failures, health.failing_since) == (12, NOW)


def test_jitter_shortens_a_pause_by_up_to_a_fifth() -> None:
    health = after_failure(WELL, NOW, PATIENCE, gone=False, jitter=1)
    assert health.next_attempt_at == NOW + timedelta(seconds=4)


def test_a_webhook_is_given_up_when_it_has_failed_without_a_break_for_so_long() -> None:
    health = after_failure(WELL, NOW, PATIENCE, gone=False, jitter=0)
    early = after_failure(health, NOW + timedelta(hours=71), PATIENCE, gone=False, jitter=0)
    late = after_failure(health, NOW + timedelta(hours=72), PATIENCE, gone=False, jitter=0)
    assert (early.over, late.over) == (False, True)
    assert late.next_attempt_at is None


def test_one_that_wants_no_more_is_given_up_at_once() -> None:
    assert after_failure(WELL, NOW, PATIENCE, gone=True, jitter=0).over


def test_the_example_of_standard_webhooks_is_signed_as_it_says() -> None:
    """From the specification's reference libraries: a known secret, id, time and body give a known signature."""
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert len(new_secret()) == len("whsec_") + 44
