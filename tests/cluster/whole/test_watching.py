"""Prometheus scrapes all of it."""

from __future__ import annotations

import time

import httpx

from finsam_cluster.cluster import Cluster


def test_every_replica_and_the_gateway_are_scraped(cluster: Cluster) -> None:
    wanted = {f"127.0.0.1:{replica.port}" for replica in cluster.topology.replicas}
    wanted |= {f"127.0.0.1:{cluster.topology.port('gateway', 'admin')}"}
    for _ in range(60):
        answer = httpx.get(cluster.topology.url("prometheus") + "/api/v1/query", params={"query": "up == 1"})
        up = {one["metric"]["instance"] for one in answer.json()["data"]["result"]}
        if wanted <= up:
            break
        time.sleep(0.5)
    assert wanted <= up
