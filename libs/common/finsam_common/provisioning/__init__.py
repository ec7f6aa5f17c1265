"""What a log has to have before anybody works on it: topics, accounts and rights, as code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from finsam_common.provisioning.accounts import accounts, topics_of
from finsam_common.provisioning.passwords import Passwords
from finsam_common.service import Service
from finsam_contracts import topics


def provision_log(url: str, services: Sequence[Service], passwords: Path) -> list[str]:
    """Bring Kafka to what the services of the whole platform declare; what was changed.

    ``url`` is its administrator's. Raises RuntimeError when it cannot be done, saying why.
    """
    missing = {topic.service for topic in topics()} - {service.name for service in services}
    if missing:
        raise RuntimeError(f"rights are given for the whole platform: {', '.join(sorted(missing))} not installed")
    try:
        from finsam_common.provisioning.kafka import KafkaRefused, provision
    except ImportError:
        raise RuntimeError("confluent-kafka is not installed (the extra `provision` of finsam-common)") from None
    try:
        return provision(url, topics_of(services), accounts(services), Passwords(passwords))
    except (KafkaRefused, ValueError, OSError) as error:
        raise RuntimeError(str(error)) from error
