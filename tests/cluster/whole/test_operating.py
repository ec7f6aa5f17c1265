"""What operators do, on the cluster: through the gateway, with two replicas of everything, while others work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx

from finsam_cluster.cluster import Cluster
from finsam_common.transports import KafkaLog, Record, partition_of
from finsam_contracts.followup import InterventionRegistered
from tests.cluster.whole.company import Company, Office, eventually
from tests.observability.test_queries import alerts

TOPIC = InterventionRegistered.topic
REPORT = "/reporting/v1/reports/national/2024"
SECRET = "19900101-2384"


async def told(company: Company, *words: str) -> Any:
    """What `finsam ops` answers, as JSON."""
    return json.loads(await company.ops("--json", *words))


async def consumer(company: Company, service: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = await told(company, "consumer", service, name)
    return found


async def caught_up(company: Company, service: str) -> bool:
    return all(each["lag"] == 0 for each in await told(company, "consumers", service))


def gauge(cluster: Cluster, replica: str, series: str) -> float | None:
    """What a replica itself says."""
    port = next(one.port for one in cluster.topology.replicas if one.name == replica)
    lines = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(series)), None)


def firing(cluster: Cluster, alert: str) -> list[dict[str, str]]:
    """The series for which an alert's expression holds now."""
    query = next(rule["expr"] for rule in alerts() if rule["alert"] == alert)
    answer = httpx.get(cluster.topology.url("prometheus") + "/api/v1/query", params={"query": query})
    return [one["metric"] for one in answer.json()["data"]["result"]]


async def shown_by_prometheus(cluster: Cluster, alert: str, *, fires: bool = True) -> None:
    async def holds() -> bool:
        return bool(firing(cluster, alert)) == fires

    await eventually(holds)


async def rows(cluster: Cluster, service: str, query: str, *values: Any) -> int:
    """A count in a service's own database."""
    connection = await asyncpg.connect(cluster.postgres.url_of(service).replace("+asyncpg", ""))
    try:
        return int(await connection.fetchval(query, *values))
    finally:
        await connection.close()


async def test_an_operator_sees_how_far_events_have_come(company: Company, office: Office) -> None:
    registered = await office.registers()
    await eventually(lambda: caught_up(company, "followup"))
    await eventually(lambda: caught_up(company, "reporting"))
    relay = await told(company, "relay", "followup")
    assert (relay["atWork"], relay["logAhead"], relay["unnumbered"]) == (True, False, 0)
    assert relay["oldestUnpublished"] is None
    assert sum(each["waiting"] for each in relay["pointers"]) == 0
    assert registered["id"]
    assert "projectionSet" in await company.ops("consumers", "reporting")


async def test_the_doors_are_the_operators_alone(company: Company) -> None:
    for who in ("steward", "fk"):
        answer = await (await company.come(who)).get("/registry/v1/operations/relay")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_key_is_parked_looked_at_retried_and_skipped(
    cluster: Cluster, company: Company, office: Office
) -> None:
    """A broken record of a producer stops its own key, and the alert says so; a reason lets the rest of it go on."""
    intervention = await office.registers()
    await eventually(lambda: caught_up(company, "reporting"))
    await put_a_broken_record(cluster, intervention["id"])
    await correct(office, intervention)
    other = await office.registers()
    await eventually(lambda: is_parked(company, 2))
    assert await known(cluster, other["id"]) == 1, "other keys go on"
    assert await known(cluster, intervention["id"]) == 1, "this one waits"
    (parked,) = await told(company, "parked", "reporting")
    assert (parked["key"], parked["projectionSet"]) == (intervention["id"], "interventions")
    assert parked["first"]["reason"] == "malformed"
    events = await told(company, "events", "reporting", parked["id"])
    assert [each["reason"] for each in events] == ["malformed", "behind"]
    looked_at = await company.ops("event", "reporting", parked["id"], events[0]["id"])
    assert SECRET not in looked_at + json.dumps(parked) + json.dumps(events)
    await shown_by_prometheus(cluster, "KeysParked")
    assert {"service": "reporting", "projection_set": "interventions"} in firing(cluster, "KeysParked")
    assert (await told(company, "retry", "reporting", parked["id"]))["about"]["left"] == 2
    offset, why = str(parked["first"]["offset"]), "Ärende 1: a broken record, put there by a test"
    assert await company.ops(
        "skip", "reporting", parked["id"], "--offset", str(int(offset) + 1), "--reason", why, refused=True
    )
    await company.ops("skip", "reporting", parked["id"], "--offset", offset, "--reason", why)
    assert await known(cluster, intervention["id"]) == 1
    retried = await told(company, "retry", "reporting", parked["id"])
    assert (retried["about"]["applied"], retried["about"]["left"]) == (1, 0)
    assert await known(cluster, intervention["id"]) == 2
    assert await told(company, "parked", "reporting") == []
    await audited(company, "reporting", ["key-retried", "event-skipped", "key-retried"], why)
    await shown_by_prometheus(cluster, "KeysParked", fires=False)


async def put_a_broken_record(cluster: Cluster, key: str) -> None:
    """As the producer itself: no other account may write there."""
    log = KafkaLog(cluster.kafka.client_url("followup"))
    broken = Record(key, json.dumps({"personnummer": SECRET}).encode(), {"ce_note": SECRET.encode()})
    try:
        await log.publish(TOPIC.name, partition_of(key, TOPIC.partitions), [broken])
    finally:
        await log.close()


async def correct(office: Office, intervention: dict[str, Any]) -> None:
    body = {name: intervention[name] for name in ("externalId", "federationId", "orientation", "focus", "targetGroups")}
    body |= {name: intervention[name] for name in ("registrationMethod", "esfFinanced", "start", "end", "provenance")}
    answer = await office.caller.put(
        f"/followup/v1/interventions/{intervention['id']}",
        json=body | {"name": "Ett annat namn"},
        headers={"If-Match": '"1"', "Idempotency-Key": f"correct-{intervention['id']}"},
    )
    assert answer.status_code == 200, answer.text


async def is_parked(company: Company, count: int) -> bool:
    return [each["count"] for each in await told(company, "parked", "reporting")] == [count]


async def known(cluster: Cluster, intervention_id: str) -> int:
    """How many versions of an intervention reporting has heard of."""
    return await rows(cluster, "reporting", "SELECT count(*) FROM interventions WHERE id = $1", intervention_id)


async def audited(company: Company, service: str, acts: list[str], reason: str) -> None:
    done = (await told(company, "audit", service))[: len(acts)]
    assert [each["act"] for each in done] == list(reversed(acts))
    assert {each["doneBy"] for each in done} == {"operator"}
    assert reason in {each["reason"] for each in done}


async def test_a_set_is_held_still_in_both_replicas(cluster: Cluster, company: Company, office: Office) -> None:
    series = 'finsam_consumer_paused{projection_set="interventions",service="reporting"}'
    await company.ops("pause", "reporting", "interventions", "--reason", "Looking into a wrong name")
    try:
        registered = [(await office.registers())["id"] for _ in range(5)]
        await eventually(lambda: is_behind(company, 5))
        both = [gauge(cluster, f"reporting-{number}", series) for number in (1, 2)]
        assert both == [1, 1]
        assert [await known(cluster, each) for each in registered] == [0] * 5
    finally:
        await company.ops("resume", "reporting", "interventions")
    await eventually(lambda: caught_up(company, "reporting"))
    assert [await known(cluster, each) for each in registered] == [1] * 5


async def is_behind(company: Company, count: int) -> bool:
    lag = (await consumer(company, "reporting", "interventions"))["lag"]
    return lag is not None and lag >= count


async def test_a_set_is_rebuilt_while_it_is_read_and_told_more(
    cluster: Cluster, company: Company, office: Office
) -> None:
    async with load(company, office) as answered:
        await eventually(lambda: enough(answered, 5))
        begun = await told(company, "rebuild", "reporting", "headcounts", "--swap", "always", "--reason", "To be sure")
        await eventually(lambda: ended(company, begun["id"]))
    rebuilt = next(
        each for each in await told(company, "rebuilds", "reporting", "headcounts") if each["id"] == begun["id"]
    )
    assert (rebuilt["status"], rebuilt["differingRows"]) == ("swapped", 0)
    assert rebuilt["tables"][0]["live"] == rebuilt["tables"][0]["rebuilt"] > 0
    assert len(set(answered["reads"])) == 1, "the same report before, meanwhile and after"
    await eventually(lambda: all_counted(cluster, answered["writes"]))


@asynccontextmanager
async def load(company: Company, office: Office) -> AsyncIterator[dict[str, list[Any]]]:
    """Numbers that are registered and a report that is read, until the end."""
    answered: dict[str, list[Any]] = {"reads": [], "writes": []}
    reader, before = await company.come("reader"), f"{datetime.now(UTC):%FT%TZ}"
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            intervention = (await office.registers())["id"]
            answered["writes"].append((await office.counts(intervention, women=1))["id"])

    async def read() -> None:
        while not over.is_set():
            answer = await reader.get(REPORT, params={"knownAt": before})
            if answer.status_code == 200:
                answered["reads"].append(answer.json()["digest"])
            else:
                assert answer.json()["code"] == "facts-not-arrived", (
                    "what is under way, and nothing else, is waited for"
                )

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        tasks.create_task(read())
        yield answered
        over.set()


async def all_counted(cluster: Cluster, headcounts: list[str]) -> bool:
    query = "SELECT count(*) FROM headcounts WHERE id = ANY($1)"
    return await rows(cluster, "reporting", query, headcounts) == len(headcounts) > 0


async def enough(answered: dict[str, list[Any]], count: int) -> bool:
    return len(answered["reads"]) >= count


async def ended(company: Company, rebuild_id: str) -> bool:
    found = await told(company, "rebuilds", "reporting", "headcounts")
    return bool(next(each["status"] for each in found if each["id"] == rebuild_id) != "running")
