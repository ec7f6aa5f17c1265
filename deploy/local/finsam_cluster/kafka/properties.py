"""A broker's configuration: four listeners, who may use which, and nothing that loses an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

BROKERS: Final = 3
BROKER, CONTROLLER_USER, ADMINISTRATOR = "broker", "controller", "admin"
"""The cluster's own users; each may do anything."""

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


class Listener(StrEnum):
    """Ways in: brokers among themselves, controllers, clients with a password, clients with a certificate."""

    INTERNAL = "INTERNAL"
    CONTROLLER = "CONTROLLER"
    CLIENT = "CLIENT"
    MTLS = "MTLS"


@dataclass(frozen=True)
class Places:
    """Where the brokers listen: neighbouring ports from ``first`` on, a block of them for each broker."""

    host: str
    first: int

    @property
    def ports(self) -> Sequence[int]:
        """Every port of every broker."""
        return range(self.first, self.first + BROKERS * len(Listener))

    def port(self, broker: int, listener: Listener) -> int:
        """The port of a broker (from 1) for one way in."""
        return self.first + (broker - 1) * len(Listener) + list(Listener).index(listener)

    def address(self, broker: int, listener: Listener) -> str:
        """``127.0.0.1:20000``."""
        return f"{self.host}:{self.port(broker, listener)}"


@dataclass(frozen=True)
class Secrets:
    """What a broker knows: passwords of its own users, its key and certificate, whom it trusts."""

    broker: str
    controller: str
    certificate: Path
    trusted: Path


def properties(broker: int, places: Places, data: Path, secrets: Secrets, reached: Places | None = None) -> str:
    """The text of ``server.properties`` of a broker (from 1) that keeps its log in ``data``.

    ``reached`` is where others find the brokers, when something stands between.
    """
    said = {
        **_listening(broker, places, reached or places),
        **_security(secrets),
        **KEEPING,
        "node.id": broker,
        "log.dirs": data,
    }
    return "".join(f"{name}={value}\n" for name, value in said.items())


def _listening(broker: int, places: Places, reached: Places) -> dict[str, str]:
    controllers = (f"{one}@{reached.address(one, Listener.CONTROLLER)}" for one in range(1, BROKERS + 1))
    return {
        "process.roles": "broker,controller",
        "controller.quorum.voters": ",".join(controllers),
        "listeners": _ways(broker, places),
        "advertised.listeners": _ways(broker, reached),
        "inter.broker.listener.name": Listener.INTERNAL,
        "controller.listener.names": Listener.CONTROLLER,
        "listener.security.protocol.map": "INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,CLIENT:SASL_SSL,MTLS:SSL",
    }


def _ways(broker: int, places: Places) -> str:
    return ",".join(f"{listener}://{places.address(broker, listener)}" for listener in Listener)


def _security(secrets: Secrets) -> dict[str, str]:
    mine = f'username="{BROKER}" password="{secrets.broker}"'
    controller = f'username="{CONTROLLER_USER}" password="{secrets.controller}"'
    known = f'user_{CONTROLLER_USER}="{secrets.controller}"'
    return {
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.internal.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.internal.scram-sha-512.sasl.jaas.config": f"{_SCRAM} {mine};",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": f"{_PLAIN} {controller} {known};",
        "listener.name.client.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.client.scram-sha-512.sasl.jaas.config": f"{_SCRAM};",
        "listener.name.mtls.ssl.client.auth": "required",
        "ssl.principal.mapping.rules": "RULE:^.*CN=([^,]+).*$/$1/,DEFAULT",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(secrets.certificate),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(secrets.trusted),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": ";".join(f"User:{name}" for name in (BROKER, CONTROLLER_USER, ADMINISTRATOR)),
    }


KEEPING: Final[dict[str, object]] = {
    "auto.create.topics.enable": "false",
    "delete.topic.enable": "true",
    "default.replication.factor": BROKERS,
    "min.insync.replicas": 2,
    "unclean.leader.election.enable": "false",
    "log.retention.ms": -1,
    "log.message.timestamp.type": "LogAppendTime",
    "log.segment.bytes": 64 * 2**20,
    "message.max.bytes": 4 * 2**20,
    "replica.fetch.max.bytes": 4 * 2**20,
    "offsets.topic.replication.factor": BROKERS,
    "offsets.topic.num.partitions": 4,
    "offsets.retention.minutes": 525_600,
    "transaction.state.log.replication.factor": BROKERS,
    "transaction.state.log.min.isr": 2,
    "transaction.state.log.num.partitions": 2,
    "share.coordinator.state.topic.replication.factor": BROKERS,
    "share.coordinator.state.topic.min.isr": 2,
    "group.initial.rebalance.delay.ms": 0,
    "controlled.shutdown.enable": "false",
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "controller.quorum.election.timeout.ms": 1000,
    "controller.quorum.fetch.timeout.ms": 2000,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "num.recovery.threads.per.data.dir": 1,
    "log.cleaner.dedupe.buffer.size": 4 * 2**20,
}
"""What brokers keep and for how long, how soon a dead one is noticed, and little memory.

They all end at once, so that none could hand over what it leads.
"""
