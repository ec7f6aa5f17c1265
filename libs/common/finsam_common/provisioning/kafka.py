"""Kafka provisioned: its administrator brings topics, users and rights to what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from finsam_common.provisioning.accounts import Account
from finsam_common.provisioning.passwords import Passwords
from finsam_common.transports import PartitionCountDiffers
from finsam_common.transports.kafka import KafkaUrl
from finsam_contracts import Topic

SECONDS: Final = 30.0
REPLICAS: Final = 3
TOPIC_CONFIGURATION: Final = {
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "min.insync.replicas": "2",
    "message.timestamp.type": "LogAppendTime",
    "max.message.bytes": str(4 * 2**20),
    "unclean.leader.election.enable": "false",
}
"""Domain events are kept for ever, on two brokers before they count as published, with the log's own time."""
ITERATIONS: Final = 8192


class ReplicationDiffers(ValueError):
    """A topic exists on another number of brokers; moving its replicas is an operator's work."""


class KafkaRefused(Exception):
    """Kafka did not do what its administrator asked; the message is its answer."""


def provision(url: str, topics: Sequence[Topic], accounts: Sequence[Account], passwords: Passwords) -> list[str]:
    """Have these topics, these users with the passwords of their files, and these rights of theirs; what was changed.

    Rights that an account has and should not have are taken away. Passwords are set every time, as nobody can ask for
    them. Raises PartitionCountDiffers, ReplicationDiffers, KafkaRefused.
    """
    work = _Provisioning(url)
    try:
        work.set_passwords(accounts, passwords)
        return [*work.have(topics), *work.allow(accounts)]
    except KafkaException as error:
        raise KafkaRefused(error.args[0].str()) from error


def have_topics(url: str, topics: Sequence[Topic]) -> list[str]:
    """Have these topics only; what was changed."""
    return _Provisioning(url).have(topics)


def brokers_of(url: str) -> int:
    """How many brokers the cluster has; 0 when none answers within a second."""
    try:
        return len(_admin(url).list_topics(timeout=1).brokers)
    except KafkaException:
        return 0


class _Provisioning:
    def __init__(self, url: str) -> None:
        self._admin = _admin(url)

    def have(self, topics: Sequence[Topic]) -> list[str]:
        known = self._admin.list_topics(timeout=SECONDS).topics
        missing = [topic for topic in topics if topic.name not in known]
        there = [topic for topic in topics if topic.name in known]
        for topic in there:
            _check(topic, known[topic.name])
        new = [NewTopic(topic.name, topic.partitions, REPLICAS, config=TOPIC_CONFIGURATION) for topic in missing]
        if new:
            _await(self._admin.create_topics(new, operation_timeout=SECONDS).values())
        made = [f"topic {topic.name}: {topic.partitions} partitions" for topic in missing]
        return made + [change for topic in there for change in self._put_right(topic)]

    def _put_right(self, topic: Topic) -> list[str]:
        """What has been configured otherwise since, as declared."""
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name)
        (found,) = _await(self._admin.describe_configs([resource]).values())
        wrong = {name: value for name, value in TOPIC_CONFIGURATION.items() if found[name].value != value}
        for name, value in wrong.items():
            resource.add_incremental_config(ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET))
        if wrong:
            _await(self._admin.incremental_alter_configs([resource]).values())
        return [f"topic {topic.name}: {name}={value}" for name, value in wrong.items()]

    def set_passwords(self, accounts: Sequence[Account], passwords: Passwords) -> None:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        wanted = [
            UserScramCredentialUpsertion(account.name, info, passwords.of(account.name).encode())
            for account in accounts
        ]
        _await(self._admin.alter_user_scram_credentials(wanted).values())

    def allow(self, accounts: Sequence[Account]) -> list[str]:
        wanted = {right for account in accounts for right in _rights(account)}
        have = {right for account in accounts for right in self._of(account)}
        if wanted - have:
            _await(self._admin.create_acls(list(wanted - have)).values())
        if have - wanted:
            _await(self._admin.delete_acls([_exactly(right) for right in have - wanted]).values())
        given = [f"right {_told(right)}" for right in wanted - have]
        return sorted(given) + sorted(f"no right {_told(right)}" for right in have - wanted)

    def _of(self, account: Account) -> list[AclBinding]:
        everything = AclBindingFilter(
            ResourceType.ANY,
            None,
            ResourcePatternType.ANY,
            f"User:{account.name}",
            None,
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        return list(self._admin.describe_acls(everything).result(SECONDS))


def _admin(url: str) -> AdminClient:
    return AdminClient({**KafkaUrl.parse(url).for_librdkafka(), "log_level": 2})


def _check(topic: Topic, found: Any) -> None:
    if len(found.partitions) != topic.partitions:
        raise PartitionCountDiffers(f"{topic.name} has {len(found.partitions)} partitions, not {topic.partitions}")
    if any(len(partition.replicas) != REPLICAS for partition in found.partitions.values()):
        raise ReplicationDiffers(f"{topic.name} is not on {REPLICAS} brokers")


def _rights(account: Account) -> list[AclBinding]:
    """Whoever writes or reads may also describe; whoever writes anything may do so idempotently."""
    literal, prefixed = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED
    rights = [_right(account, ResourceType.TOPIC, topic, literal, AclOperation.WRITE) for topic in account.writes]
    rights += [_right(account, ResourceType.TOPIC, topic, literal, AclOperation.READ) for topic in account.reads]
    if account.reads:
        rights.append(_right(account, ResourceType.GROUP, account.group_prefix, prefixed, AclOperation.READ))
    return rights


def _right(
    account: Account, kind: ResourceType, name: str, pattern: ResourcePatternType, operation: AclOperation
) -> AclBinding:
    return AclBinding(kind, name, pattern, f"User:{account.name}", "*", operation, AclPermissionType.ALLOW)


def _exactly(right: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        right.restype,
        right.name,
        right.resource_pattern_type,
        right.principal,
        right.host,
        right.operation,
        right.permission_type,
    )


def _told(right: AclBinding) -> str:
    kind, name = right.restype.name.lower(), right.name
    star = "*" if right.resource_pattern_type is ResourcePatternType.PREFIXED else ""
    return f"{right.principal.removeprefix('User:')}: {right.operation.name.lower()} {kind} {name}{star}"


def _await(futures: Iterable[Future[Any]]) -> list[Any]:
    return [future.result(SECONDS) for future in futures]
