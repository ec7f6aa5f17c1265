"""The contract that every transport keeps, on three real brokers: every test of tests/common/test_transport.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.provisioning.kafka import have_topics
from finsam_common.transports import KafkaLog, UnknownPartition
from finsam_contracts import Topic
from tests.common.test_transport import *  # noqa: F403


class ProvisionedLog(KafkaLog):
    """As if a service could make its topics: the administrator does it first."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._administrator = url

    async def provision(self, topics: Sequence[Topic]) -> None:
        await asyncio.to_thread(have_topics, self._administrator, topics)
        for _ in range(100):
            try:
                return await super().provision(topics)
            except UnknownPartition:  # not every broker has heard of it
                await asyncio.sleep(0.05)
        raise AssertionError("the brokers do not know a topic that was made")


@pytest.fixture  # type: ignore[no-redef]
def reopen(kafka: Kafka) -> Open:  # noqa: F405
    return lambda: ProvisionedLog(kafka.client_url(ADMINISTRATOR))
