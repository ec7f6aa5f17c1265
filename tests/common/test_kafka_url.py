"""Where a Kafka is and who comes, as BUS_URL says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from finsam_common.transports import KafkaLog, open_transport
from finsam_common.transports.kafka import KafkaUrl

SERVERS = "kafka-1:9093,kafka-2:9093"


def test_a_user_comes_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    url = KafkaUrl.parse(f"kafka://followup@{SERVERS}?ca-file=/run/ca.pem&password-file={tmp_path}/password")
    options = url.for_librdkafka()
    assert options["bootstrap.servers"] == SERVERS
    assert options["security.protocol"] == "SASL_SSL"
    assert options["sasl.mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl.username"], options["sasl.password"]) == ("followup", "secret")


def test_a_certificate_comes_alone() -> None:
    url = KafkaUrl.parse(f"kafka://{SERVERS}?ca-file=/run/ca.pem&certificate-file=/run/fk.pem")
    assert url.for_librdkafka()["security.protocol"] == "SSL"
    assert url.user is None


def test_a_bus_url_opens_kafka() -> None:
    url = f"kafka://followup@{SERVERS}?ca-file=/run/ca.pem&password-file=/run/password"
    assert isinstance(open_transport(url), KafkaLog)


@pytest.mark.parametrize(
    "url",
    [
        "kafka://",
        f"kafka://{SERVERS}",
        f"kafka://followup@{SERVERS}?ca-file=/run/ca.pem",
        f"kafka://{SERVERS}?ca-file=/run/ca.pem&password-file=/run/password",
        f"kafka://followup:secret@{SERVERS}?ca-file=/run/ca.pem&password-file=/run/password",
        f"kafka://followup@{SERVERS}?ca-file=/run/ca.pem&password-file=/run/password&acks=0",
    ],
    ids=["nothing", "nobody", "no password", "password of nobody", "password in the URL", "unknown word"],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="Kafka's URL is") as refusal:
        KafkaUrl.parse(url)
    assert "secret" not in str(refusal.value)
