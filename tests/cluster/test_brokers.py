"""The brokers themselves: who can read their secrets, and that they come back as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_cluster.ports import PortTakenError, is_free
from finsam_common.provisioning.kafka import have_topics
from finsam_contracts import Topic
from tests.cluster.administration import topic_names


def test_secrets_are_for_their_owner_alone(kafka: Kafka) -> None:
    secret = [
        *kafka.folder.glob("*.properties"),
        *kafka.folder.glob("passwords/*"),
        *kafka.folder.glob("certificates/*"),
    ]
    assert len(secret) > 10
    assert {path.stat().st_mode & 0o777 for path in secret} == {0o600}


def test_ports_that_are_taken_are_not_touched(kafka: Kafka, tmp_path: Path) -> None:
    with pytest.raises(PortTakenError):
        Kafka(tmp_path, kafka.places.first).start()
    assert all(broker.pid for broker in kafka.brokers.values())


def test_a_cluster_ends_without_a_trace_and_comes_back_as_it_was(tmp_path: Path) -> None:
    with Kafka(tmp_path) as first:
        have_topics(first.client_url(ADMINISTRATOR), [Topic("registry", "public")])
        pids = [broker.pid for broker in first.brokers.values()]
    assert not any(pid and os.path.exists(f"/proc/{pid}") for pid in pids)
    assert all(is_free(port) for port in first.places.ports)
    with Kafka(tmp_path) as second:
        assert second.places == first.places
        assert "registry.public" in topic_names(second)
