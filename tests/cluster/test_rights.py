"""What three real brokers make of the table of accounts: each may what it says, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from finsam_cluster.certificates import Authority
from finsam_cluster.kafka import ADMINISTRATOR, Kafka
from finsam_common.provisioning.accounts import SUBSCRIBERS, Account, topics_of
from finsam_common.provisioning.kafka import TOPIC_CONFIGURATION, have_topics, provision
from finsam_common.service import installed
from finsam_common.transports import (
    KafkaLog,
    PartitionCountDiffers,
    Record,
    Transport,
    TransportUnavailable,
    UnknownPartition,
)
from finsam_contracts import Topic
from tests.cluster.administration import configure, configured, grant, topic_names

TOPICS = topics_of(installed())
PUBLIC = [topic for topic in TOPICS if topic.visibility == "public"]
RESTRICTED = Topic("followup", "restricted", 6)
RECORD = Record("key", b"{}", {"ce_id": b"0", "ce_type": b"test.right-tried.v1"})
UrlOf = Callable[[str], str]


@pytest.fixture(params=["password", "certificate"])
def url_of(request: pytest.FixtureRequest, kafka: Kafka) -> UrlOf:
    """Both ways in; they give the same rights."""
    return kafka.client_url if request.param == "password" else kafka.certificate_url


@asynccontextmanager
async def log(url: str) -> AsyncIterator[Transport]:
    log = KafkaLog(url)
    yield log
    await log.close()


async def refused(attempt: Awaitable[object], why: str = "AuthorizationFailed") -> None:
    with pytest.raises(TransportUnavailable, match=why):
        await attempt


@pytest.mark.parametrize("subscriber", SUBSCRIBERS)
async def test_a_subscriber_reads_every_public_topic(url_of: UrlOf, subscriber: str) -> None:
    async with log(url_of(subscriber)) as theirs:
        await theirs.provision(PUBLIC)
        for topic in PUBLIC:
            assert await theirs.end_offset(topic.name, 0) == len(await theirs.fetch(topic.name, 0, 0, 1000))
        member = await theirs.subscribe(f"{subscriber}.anything", PUBLIC)
        assert len(await member.assigned()) == sum(topic.partitions for topic in PUBLIC)
        await member.close()


@pytest.mark.parametrize("subscriber", SUBSCRIBERS)
async def test_a_subscriber_does_nothing_else(url_of: UrlOf, subscriber: str) -> None:
    async with log(url_of(subscriber)) as theirs:
        await refused(theirs.provision([RESTRICTED]))
        await refused(theirs.fetch(RESTRICTED.name, 0, 0, 1))
        await refused(theirs.subscribe(f"{subscriber}.anything", [RESTRICTED]))
        await refused(theirs.subscribe("reporting.facts", PUBLIC))
        await refused(theirs.publish("registry.public", 0, [RECORD]))


async def test_a_service_writes_its_own_topics_alone(kafka: Kafka) -> None:
    async with log(kafka.client_url("followup")) as followup:
        await followup.provision([RESTRICTED])
        await refused(followup.publish("registry.public", 0, [RECORD]))
        await refused(followup.publish("reporting.public", 0, [RECORD]))


async def test_a_service_reads_what_it_hears_and_no_more(kafka: Kafka) -> None:
    async with log(kafka.client_url("allocation")) as allocation:
        assert await allocation.fetch("registry.public", 0, 0, 1) == []
        await refused(allocation.fetch(RESTRICTED.name, 0, 0, 1))
        await refused(allocation.subscribe("followup.federations", PUBLIC))


async def test_a_service_sees_what_it_has_told_when_it_begins_again(kafka: Kafka) -> None:
    """Else a relay could not know that its database was restored, and would publish nothing after a restart."""
    for topic in TOPICS:
        async with log(kafka.client_url(topic.service)) as own:
            await own.publish(topic.name, 0, [RECORD])
            end = await own.end_offset(topic.name, 0)
            (last,) = await own.fetch(topic.name, 0, end - 1, 1)
            assert last.key == RECORD.key


async def test_a_wrong_password_is_refused(kafka: Kafka, tmp_path: Path) -> None:
    wrong = tmp_path / "password"
    wrong.write_text("wrong")
    url = kafka.client_url("registry").replace(str(kafka.passwords.file("registry")), str(wrong))
    async with log(url) as nobody:
        await refused(nobody.provision([Topic("registry", "public")]), "KafkaConnectionError")


async def test_an_unknown_account_is_refused(kafka: Kafka) -> None:
    async with log(kafka.client_url("mallory")) as nobody:
        await refused(nobody.provision([Topic("registry", "public")]), "KafkaConnectionError")


async def test_a_certificate_without_rights_gives_none(kafka: Kafka) -> None:
    async with log(kafka.certificate_url("mallory")) as mallory:
        await refused(mallory.fetch("registry.public", 0, 0, 1))


async def test_a_certificate_of_another_authority_is_refused(kafka: Kafka, tmp_path: Path) -> None:
    forged = Authority(tmp_path).client("fk")
    url = kafka.certificate_url("fk").replace(str(kafka.authority.client("fk")), str(forged))
    async with log(url) as nobody:
        await refused(nobody.provision(PUBLIC), "KafkaConnectionError")


async def test_nobody_makes_a_topic_by_using_it(kafka: Kafka) -> None:
    async with log(kafka.client_url(ADMINISTRATOR)) as administrator:
        with pytest.raises(UnknownPartition):
            await administrator.publish("nobody.public", 0, [RECORD])
    assert "nobody.public" not in topic_names(kafka)


def test_topics_are_as_declared(kafka: Kafka) -> None:
    for topic in TOPICS:
        assert configured(kafka, topic.name).items() >= TOPIC_CONFIGURATION.items()


def test_provisioning_again_changes_nothing(kafka: Kafka, platform: list[Account]) -> None:
    assert provision(kafka.client_url(ADMINISTRATOR), TOPICS, platform, kafka.passwords) == []


def test_provisioning_puts_right_what_was_changed(kafka: Kafka, platform: list[Account]) -> None:
    grant(kafka, "fk", "followup.restricted")
    configure(kafka, "registry.public", "retention.ms", "1000")
    changed = provision(kafka.client_url(ADMINISTRATOR), TOPICS, platform, kafka.passwords)
    assert changed == ["topic registry.public: retention.ms=-1", "no right fk: read topic followup.restricted"]


def test_another_number_of_partitions_is_refused(kafka: Kafka) -> None:
    with pytest.raises(PartitionCountDiffers):
        have_topics(kafka.client_url(ADMINISTRATOR), [Topic("registry", "public", 2)])
