"""Publishing when Kafka does not answer: nothing that one producer could not deliver holds up the next."""

from __future__ import annotations

import asyncio
import signal

import pytest

from finsam_cluster.kafka import Kafka
from finsam_common.transports import KafkaLog, Record, TransportUnavailable
from tests.cluster.administration import leader

TOPIC = "followup.public"
RECORD = Record("key", b"{}", {"ce_id": b"0", "ce_type": b"test.never-delivered.v1"})


@pytest.mark.timeout(180)
async def test_a_batch_that_was_never_delivered_does_not_hold_up_its_partition(kafka: Kafka) -> None:
    """The producer is put aside, as it is when Kafka refuses a batch of another partition, while one is under way."""
    log = KafkaLog(kafka.client_url("followup"))
    await log.publish(TOPIC, 0, [RECORD])
    publisher, before = log._publisher, log._publisher._producer
    broker = kafka.brokers[await asyncio.to_thread(leader, kafka, TOPIC, 0)]
    broker.signal(signal.SIGSTOP)
    try:
        with pytest.raises(TransportUnavailable):
            await log.publish(TOPIC, 0, [RECORD])
        assert before is not None
        publisher._put_aside(before)
        await asyncio.gather(*publisher._ending)
    finally:
        broker.signal(signal.SIGCONT)
    await asyncio.to_thread(kafka.wait)
    await log.publish(TOPIC, 0, [RECORD])
    assert publisher._producer is not before
    await log.close()
