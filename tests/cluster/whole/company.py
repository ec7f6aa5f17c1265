"""Who comes to the cluster, and what they do there: in a past that no report is about, so that figures stay."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx

from finsam_cluster.cluster import Cluster
from tests.journeys.stories import ending, formation, intervention, post, winding_up

PATIENCE_SECONDS = 60
FEED = "/followup/v1/events"
REGISTERED = "followup.intervention-registered.v1"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
"""The trace in which a federation of the past was dissolved."""


class Company:
    """Callers at the gateway, each with a token of the issuer."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._callers: list[httpx.AsyncClient] = []

    async def come(self, client_id: str, scope: str | None = None, url: str | None = None) -> httpx.AsyncClient:
        """Somebody, at the gateway or elsewhere."""
        headers = {"Authorization": f"Bearer {await self.cluster.clients.token(client_id, scope)}"}
        caller = httpx.AsyncClient(base_url=url or self.cluster.url, headers=headers, timeout=60)
        self._callers.append(caller)
        return caller

    async def close(self) -> None:
        """All go."""
        for caller in self._callers:
            await caller.aclose()

    async def ops(self, *words: str, refused: bool = False) -> str:
        """`finsam ops` as the operator; what it says."""
        who = {"FINSAM_URL": self.cluster.url, "FINSAM_TOKEN": await self.cluster.clients.token("operator")}
        command = [sys.executable, "-m", "finsam_common.cli", "ops", *words]
        ran = await asyncio.to_thread(
            subprocess.run, command, env=os.environ | who, capture_output=True, text=True, check=False
        )
        assert (ran.returncode != 0) == refused, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr


class Office:
    """A federation's system; what it registers ran and ended in 2016."""

    def __init__(self, federation_id: str, caller: httpx.AsyncClient) -> None:
        self.federation_id = federation_id
        self.caller = caller

    async def registers(self, **changes: Any) -> dict[str, Any]:
        """Register an intervention; as it was answered."""
        body = intervention(self.federation_id, uuid4().hex, start="2016-03-01", end="2016-12-31")
        return await accepted(self.caller, "/followup/v1/interventions", body | changes)

    async def counts(self, intervention_id: str, women: int, period: str = "2016-04") -> dict[str, Any]:
        """Register a headcount."""
        body = {"externalId": uuid4().hex, "federationId": self.federation_id, "interventionId": intervention_id}
        body |= {"provenance": "synthetic"}
        return await accepted(
            self.caller, "/followup/v1/headcounts", body | {"period": period, "women": women, "men": 0}
        )


async def federation(company: Company, name: str = "Finsam Förr", municipality: str = "2506") -> Office:
    """A federation that was formed in 2016 and dissolved in 2018 while an intervention ran, the same at every call."""
    steward = await company.come("steward")
    began = {"effectiveDate": "2016-01-01"}
    body = formation(name, municipality, region="25")
    adopted = {"adoptions": [each | {"adoptedOn": "2015-12-01"} for each in body["adoptions"]]}
    formed = await accepted(steward, "/registry/v1/federations", body | began | adopted, f"form-{municipality}")
    id_ = str(formed.get("federationId") or formed["id"])
    office = Office(id_, await company.come(f"federation:{id_}"))
    running = intervention(id_, "running", start="2016-03-01", end="2019-06-30")
    await accepted(office.caller, "/followup/v1/interventions", running, f"running-{municipality}")
    wound_up = winding_up(id_) | {"effectiveDate": "2018-01-01"}
    await accepted(steward, "/registry/v1/liquidations", wound_up, f"wind-up-{municipality}")
    ended = ending(id_) | {"finalAccountServed": "2018-12-15", "until": "2018-12-31"}
    traced = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "Idempotency-Key": f"end-{municipality}"}
    answer = await steward.post("/registry/v1/dissolutions", json=ended, headers=traced)
    assert answer.is_success, answer.text
    return office


async def accepted(caller: httpx.AsyncClient, path: str, body: Any, key: str | None = None) -> dict[str, Any]:
    """What was answered to something that is accepted."""
    answer = await post(caller, path, body, key or uuid4().hex)
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def read(caller: httpx.AsyncClient, feed: str = FEED, **query: Any) -> list[dict[str, Any]]:
    """One answer of a feed."""
    answer = await caller.get(feed, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    events: list[dict[str, Any]] = answer.json()
    return events


async def read_on(caller: httpx.AsyncClient, feed: str = FEED, limit: int = 1000, **place: Any) -> list[dict[str, Any]]:
    """A feed to its present end, from a place on."""
    found: list[dict[str, Any]] = []
    while batch := await read(caller, feed, limit=limit, **place):
        found += batch
        place = place | after(batch[-1])
    return found


def after(event: dict[str, Any]) -> dict[str, str]:
    """The place of a reader that has this event."""
    return {"lastEventId": event["id"], "epoch": event["epoch"]}


def subjects(events: list[dict[str, Any]]) -> list[str]:
    """What events are about."""
    return [event["subject"] for event in events]


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds, for as long as a replica's death may take."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await holds():
        assert time.monotonic() < deadline, "it has not come about"
        await asyncio.sleep(0.2)
