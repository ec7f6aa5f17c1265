"""What an administrator of Kafka sees and does behind the platform's back."""

from __future__ import annotations

import time

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourcePatternType,
    ResourceType,
)

from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.transports.kafka import KafkaUrl


def topic_names(kafka: Kafka) -> set[str]:
    """Every topic there is."""
    return set(_admin(kafka).list_topics(timeout=30).topics)


def configured(kafka: Kafka, topic: str) -> dict[str, str]:
    """How a topic is configured."""
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    administrator = _admin(kafka)
    (future,) = administrator.describe_configs([resource]).values()
    return {name: entry.value for name, entry in future.result(30).items()}


def configure(kafka: Kafka, topic: str, name: str, value: str) -> None:
    """Configure a topic otherwise."""
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    resource.add_incremental_config(ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET))
    administrator = _admin(kafka)
    for future in administrator.incremental_alter_configs([resource]).values():
        future.result(30)


def grant(kafka: Kafka, account: str, topic: str) -> None:
    """Let an account read a topic."""
    right = AclBinding(
        ResourceType.TOPIC,
        topic,
        ResourcePatternType.LITERAL,
        f"User:{account}",
        "*",
        AclOperation.READ,
        AclPermissionType.ALLOW,
    )
    administrator = _admin(kafka)
    for future in administrator.create_acls([right]).values():
        future.result(30)


def _admin(kafka: Kafka) -> AdminClient:
    return AdminClient(dict(KafkaUrl.parse(kafka.client_url(ADMINISTRATOR)).for_librdkafka()))


def forget_topic(kafka: Kafka, topic: str) -> None:
    """Have no such topic."""
    administrator = _admin(kafka)
    if topic in topic_names(kafka):
        for future in administrator.delete_topics([topic], operation_timeout=30).values():
            future.result(30)
    while topic in topic_names(kafka):
        time.sleep(0.05)


def leader(kafka: Kafka, topic: str, partition: int) -> int:
    """The broker that leads a partition."""
    found = _admin(kafka).list_topics(topic, timeout=30).topics[topic]
    return int(found.partitions[partition].leader)


def in_sync(kafka: Kafka, topic: str) -> int:
    """How many brokers hold all of every partition."""
    found = _admin(kafka).list_topics(topic, timeout=30).topics[topic]
    return min(len(partition.isrs) for partition in found.partitions.values())
