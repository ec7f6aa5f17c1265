"""What stands where is said once: containers, gateway, Prometheus and issuer agree with deploy/topology.toml."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml

from finsam_cluster.addresses import readdressed
from finsam_cluster.containers import PORTS, write_secrets
from finsam_cluster.kafka import BROKERS, Listener
from finsam_cluster.kafka.identity import drawn
from finsam_cluster.topology import DEPLOY, INSIDE, LOOPBACK, ROOT, Topology
from finsam_common.auth.issuer import DevelopmentIssuer
from finsam_common.provisioning.accounts import accounts
from finsam_common.service import installed
from finsam_common.settings import Settings

TOPOLOGY = Topology.load()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
ENVOY = yaml.safe_load((DEPLOY / "gateway" / "envoy.yaml").read_text())
PROMETHEUS = yaml.safe_load((DEPLOY / "observability" / "prometheus.yml").read_text())
REPLICAS = {replica.name: replica for replica in TOPOLOGY.replicas}
WORKERS = [*REPLICAS, *(f"migrate-{service}" for service in TOPOLOGY.services)]


def service_of(container: str) -> str:
    return REPLICAS[container].service if container in REPLICAS else container.removeprefix("migrate-")


def test_services_are_those_that_are_installed() -> None:
    assert sorted(TOPOLOGY.services) == sorted(service.name for service in installed())
    assert len(set(TOPOLOGY.ports.values())) == len(TOPOLOGY.ports)


def test_there_is_a_container_for_everything_and_nothing_else() -> None:
    brokers = {f"kafka-{number}" for number in range(1, BROKERS + 1)}
    alone = {"postgres", "issuer", "gateway", "prometheus", "provision"}
    assert set(CONTAINERS) == brokers | alone | set(WORKERS)


def test_images_are_the_declared_ones() -> None:
    for image, container in {"kafka": "kafka-1", "postgres": "postgres", "gateway": "gateway"}.items():
        assert CONTAINERS[container]["image"] == TOPOLOGY.said["images"][image]
    assert CONTAINERS["prometheus"]["image"] == TOPOLOGY.said["images"]["prometheus"]


@pytest.mark.parametrize("container", WORKERS)
def test_a_service_comes_as_itself_to_its_own_database_and_the_log(container: str) -> None:
    service, said = service_of(container), CONTAINERS[container]
    environment = said["environment"]
    assert said["command"] == ["serve" if container in REPLICAS else "migrate", service]
    word = f"${{{service.upper()}_DATABASE_PASSWORD:?}}"
    assert environment["DATABASE_URL"] == f"postgresql+asyncpg://{service}:{word}@postgres:5432/{service}"
    brokers = ",".join(f"kafka-{number}:{PORTS[Listener.CLIENT]}" for number in range(1, BROKERS + 1))
    assert environment["BUS_URL"].startswith(f"kafka://{service}@{brokers}?")
    assert environment["ISSUERS"] == CONTAINERS["issuer"]["environment"]["ISSUER"]
    assert environment["ENVIRONMENT"] == "production"
    assert environment["SEALING_KEYS_FILE"] == f"/run/secrets/{service}.keys"
    assert f"{service}.keys" in said["secrets"]
    assert service in {account.name for account in accounts(installed())}


def test_a_replica_has_its_own_secrets_and_no_others() -> None:
    for name, replica in REPLICAS.items():
        assert CONTAINERS[name]["secrets"] == ["ca.pem", f"{replica.service}.password", f"{replica.service}.keys"]
        assert "volumes" not in CONTAINERS[name]


def test_whom_a_container_waits_for_is_there() -> None:
    waited = chain.from_iterable(said.get("depends_on", {}) for said in CONTAINERS.values())
    assert set(waited) <= set(CONTAINERS)
    for said in CONTAINERS.values():
        for other, how in said.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in CONTAINERS[other]


def test_everything_that_is_mounted_or_named_is_in_the_project_or_made_for_it(tmp_path: Path) -> None:
    write_secrets(tmp_path, TOPOLOGY)
    mounts = [mount.split(":")[0] for said in CONTAINERS.values() for mount in said.get("volumes", [])]
    mounts += [secret["file"] for secret in COMPOSE["secrets"].values()]
    for mount in mounts:
        path = mount.removeprefix("./")
        made = tmp_path / path.removeprefix("var/compose/") if path.startswith("var/compose/") else ROOT / path
        assert mount in COMPOSE["volumes"] or made.exists(), mount
    variables = set(re.findall(r"\$\{(\w+)", json.dumps(COMPOSE)))
    written = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert variables == written


def test_the_gateway_leads_to_every_replica() -> None:
    clusters = {one["name"]: one for one in ENVOY["static_resources"]["clusters"]}
    for service in TOPOLOGY.services:
        (locality,) = clusters[service]["load_assignment"]["endpoints"]
        places = [one["endpoint"]["address"]["socket_address"] for one in locality["lb_endpoints"]]
        wanted = {(name, INSIDE) for name, replica in REPLICAS.items() if replica.service == service}
        assert {(place["address"], place["port_value"]) for place in places} == wanted
    assert set(clusters) == {*TOPOLOGY.services, "issuer"}


def test_no_identity_looks_like_an_option() -> None:
    assert not any(drawn().startswith("-") for _ in range(2000))


def test_prometheus_scrapes_every_replica() -> None:
    jobs = {job["job_name"]: job["static_configs"] for job in PROMETHEUS["scrape_configs"]}
    for one in jobs["services"]:
        service = one["labels"]["service"]
        wanted = {f"{name}:{INSIDE}" for name, replica in REPLICAS.items() if replica.service == service}
        assert set(one["targets"]) == wanted
    assert {one["labels"]["service"] for one in jobs["services"]} == set(TOPOLOGY.services)


@pytest.mark.parametrize("document", [ENVOY, PROMETHEUS], ids=["gateway", "prometheus"])
def test_on_one_machine_everything_is_on_loopback(document: Any) -> None:
    moved = json.dumps(readdressed(document, Topology.load(shift=100).places))
    names = [*REPLICAS, "0.0.0.0", "//issuer:", '"issuer:', "gateway:", "prometheus:"]
    assert [name for name in names if name in moved] == []
    assert LOOPBACK in moved


def test_an_address_that_nobody_has_is_refused() -> None:
    with pytest.raises(KeyError):
        readdressed({"targets": ["registry-9:8000"]}, TOPOLOGY.places)


@pytest.mark.parametrize("name", [name for name in TOPOLOGY.clients if name != "federation"])
def test_clients_may_what_they_may_in_development(name: str, tmp_path: Path) -> None:
    issuer, client = DevelopmentIssuer(Settings(data_dir=tmp_path)), TOPOLOGY.clients[name]
    claims = jwt.decode(issuer.token_for(name), options={"verify_signature": False})
    assert (claims["role"], claims["federations"]) == (client.role, list(client.federations))
    assert set(claims["scope"].split()) == set(client.scopes)


def test_a_federation_may_what_it_may_in_development(tmp_path: Path) -> None:
    issuer, client = DevelopmentIssuer(Settings(data_dir=tmp_path)), TOPOLOGY.clients["federation"]
    token = issuer.token_for("federation:5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["role"], set(claims["scope"].split())) == (client.role, set(client.scopes))
