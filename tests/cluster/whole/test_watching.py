"""Prometheus scrapes all of it, has every alert, and every panel of the dashboards shows something."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
import yaml

from finsam_cluster.cluster import Cluster
from finsam_cluster.topology import DEPLOY
from tests.cluster.whole.company import Office
from tests.observability.test_queries import alerts, panels

PATIENCE_SECONDS = 60


def ask(cluster: Cluster, path: str, **query: str) -> Any:
    """What Prometheus answers; it refuses a query that it cannot read."""
    answer = httpx.get(f"{cluster.topology.url('prometheus')}/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def shown(cluster: Cluster, query: str) -> list[dict[str, Any]]:
    """The series of a query, those alone that have a number."""
    found: list[dict[str, Any]] = ask(cluster, "query", query=query)["result"]
    return [one for one in found if one["value"][1] != "NaN"]


def test_every_replica_and_the_gateway_are_scraped(cluster: Cluster) -> None:
    wanted = {f"127.0.0.1:{replica.port}" for replica in cluster.topology.replicas}
    wanted |= {f"127.0.0.1:{cluster.topology.port('gateway', 'admin')}"}
    for _ in range(60):
        up = {one["metric"]["instance"] for one in shown(cluster, "up == 1")}
        if wanted <= up:
            break
        time.sleep(0.5)
    assert wanted <= up


async def test_every_panel_shows_something_once_there_was_something_to_do(cluster: Cluster, office: Office) -> None:
    """What did not happen (parked keys, retries) is 0, not nothing: an empty panel would hide a broken query."""
    await office.counts((await office.registers())["id"], women=3)
    empty = dict(panels())
    deadline = time.monotonic() + PATIENCE_SECONDS
    while empty and time.monotonic() < deadline:
        empty = {where: query for where, query in empty.items() if not shown(cluster, query.replace("$service", ".*"))}
        await asyncio.sleep(0.5)
    assert empty == {}


@pytest.mark.parametrize("choice", ["registry", "registry|followup"])
def test_a_panel_shows_the_services_that_are_chosen(cluster: Cluster, choice: str) -> None:
    query = next(query for where, query in panels() if "Oldest unpublished event" in where)
    services = {one["metric"]["service"] for one in shown(cluster, query.replace("$service", choice))}
    assert services == set(choice.split("|"))


def test_every_alert_is_loaded_and_can_be_evaluated(cluster: Cluster) -> None:
    groups = ask(cluster, "rules")["groups"]
    loaded = {rule["name"]: rule for group in groups for rule in group["rules"]}
    assert set(loaded) == {rule["alert"] for rule in alerts()}
    assert {rule["health"] for rule in loaded.values()} <= {"ok", "unknown"}, "unknown: its turn has not come yet"
    for rule in alerts():
        ask(cluster, "query", query=rule["expr"])


def test_the_gateways_numbers_are_there(cluster: Cluster) -> None:
    assert shown(cluster, 'envoy_cluster_upstream_rq_total{envoy_cluster_name="followup"}')
    jobs = {
        job["job_name"]
        for job in yaml.safe_load((DEPLOY / "observability" / "prometheus.yml").read_text())["scrape_configs"]
    }
    assert {one["labels"]["job"] for one in ask(cluster, "targets")["activeTargets"]} == jobs
