"""Extractions: taken once, the same for ever."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from finsam_contracts.values import Focus, Provenance
from tests.reporting.telling import budget, changed, formed, headcount, id_of, intervention, joined, people, publish
from tests.world import World

EXTRACTIONS = "/reporting/v1/extractions"
NATIONAL = {"report": "national", "year": 2024}


async def extract(world: World, key: str | None = None) -> httpx.Response:
    return await world.steward.register(EXTRACTIONS, NATIONAL, key)


def figure(report: dict[str, Any], code: str) -> dict[str, Any]:
    return next(row for row in report["figures"] if row["code"] == code)


async def test_an_extraction_counts_what_was_told(world: World) -> None:
    await publish(world, formed(), joined("1281"), intervention(), headcount(), budget())
    answer = await extract(world)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"{EXTRACTIONS}/{made['id']}")
    assert figure(made, "interventions")["computed"] == 1
    assert figure(made, "individual-participants")["computedSv"] == "9"
    assert figure(made, "individual-women-share")["exact"] == "5/9"
    assert figure(made, "state-allocated")["computedSv"] == "ej registrerat"
    assert figure(made, "interventions")["agrees"] is False


async def test_it_is_the_same_bytes_for_ever(world: World) -> None:
    await publish(world, formed(), joined("1281"), intervention())
    made = await extract(world)
    first = await world.anybody.get(made.headers["location"])
    await publish(world, changed(focus=Focus.PREVENTIVE), intervention("i2"))
    again = await world.anybody.get(made.headers["location"])
    assert first.content == again.content == made.content


async def test_the_same_moment_gives_the_same_content_whatever_came_later(world: World) -> None:
    await publish(world, formed(), joined("1281"), intervention(), headcount())
    made = (await extract(world)).json()
    await publish(world, changed(focus=Focus.PREVENTIVE), headcount(version=2, numbers=people(50, 40)))
    then = await world.anybody.get("/reporting/v1/reports/national/2024", params={"knownAt": made["knownAt"]})
    now = await world.anybody.get("/reporting/v1/reports/national/2024")
    assert then.json()["digest"] == made["digest"]
    assert now.json()["digest"] != made["digest"]
    assert figure(now.json(), "individual-participants")["computed"] == 90


async def test_its_evidence_says_how_far_each_source_was_heard(world: World) -> None:
    await publish(world, formed(), intervention(), headcount())
    evidence = (await extract(world)).json()["evidence"]
    heard = {(row["projectionSet"], row["topic"]) for row in evidence["offsets"] if row["offset"] == 1}
    assert heard == {
        ("federations", "registry.public"),
        ("interventions", "followup.public"),
        ("headcounts", "followup.restricted"),
    }
    assert evidence["skipped"] == evidence["resumed"] == []


async def test_what_happened_is_told(world: World) -> None:
    await publish(world, formed(), intervention())
    made = (await extract(world)).json()
    runtime = world.runtime("reporting")
    async with runtime.database.read() as read:
        outbox = runtime.service.metadata.tables["outbox"]
        types = [row["type"] for row in await read.all(select(outbox.c.type).order_by(outbox.c.seq))]
    found = len(made["findings"])
    assert types == ["reporting.extraction-made.v1"] + ["reporting.finding-raised.v1"] * found
    assert found > 0


async def test_an_extraction_waits_for_facts_that_are_under_way(world: World) -> None:
    await publish(world, formed())
    runtime = world.runtime("followup")
    async with runtime.database.write() as uow:
        uow.emit(intervention())
    while await runtime.relay.step():
        pass
    asked = asyncio.create_task(extract(world))
    await asyncio.sleep(0.2)
    assert not asked.done()
    await world.settle()
    assert figure((await asked).json(), "interventions")["computed"] == 1


async def test_a_moment_whose_facts_have_not_arrived_is_refused_for_now(world: World) -> None:
    later = await world.anybody.get("/reporting/v1/reports/national/2024", params={"knownAt": "2099-01-01T00:00:00Z"})
    assert later.status_code == 503
    assert later.json()["code"] == "facts-not-arrived"
    assert int(later.headers["retry-after"]) > 0


async def test_the_same_request_again_makes_no_second_extraction(world: World) -> None:
    first, second = await extract(world, "once"), await extract(world, "once")
    listed = (await world.anybody.get(EXTRACTIONS)).json()
    assert first.json() == second.json()
    assert [each["id"] for each in listed["items"]] == [first.json()["id"]]


async def test_extractions_are_listed_the_newest_first_page_by_page(world: World) -> None:
    made = [(await extract(world)).json()["id"] for _ in range(3)]
    page = (await world.anybody.get(EXTRACTIONS, params={"limit": 2, "year": 2024})).json()
    rest = (await world.anybody.get(page["links"]["next"]["href"])).json()
    assert [each["id"] for each in (*page["items"], *rest["items"])] == made[::-1]
    assert (await world.anybody.get(EXTRACTIONS, params={"year": 2023})).json()["items"] == []


@pytest.mark.parametrize(("client", "status"), [(None, 401), ("reader", 403), (f"federation:{id_of('x')}", 403)])
async def test_only_the_steward_makes_extractions(world: World, client: str | None, status: int) -> None:
    assert (await world.caller(client).register(EXTRACTIONS, NATIONAL)).status_code == status


@pytest.mark.parametrize(
    "body", [{}, {"report": "national", "year": 1999}, {"report": "other", "year": 2024}, {**NATIONAL, "more": 1}]
)
async def test_a_malformed_request_is_refused(world: World, body: dict[str, Any]) -> None:
    assert (await world.steward.register(EXTRACTIONS, body)).status_code == 422


async def test_an_unknown_extraction_is_not_found(world: World) -> None:
    for path in (f"{EXTRACTIONS}/{id_of('none')}", f"{EXTRACTIONS}/{id_of('none')}/page"):
        assert (await world.anybody.get(path)).status_code == 404


async def test_synthetic_facts_are_told_on_the_report_and_its_page(world: World) -> None:
    await publish(world, formed(), intervention(provenance=Provenance.SYNTHETIC))
    made = (await extract(world)).json()
    assert made["provenance"]["synthetic"] is True
    page = await world.anybody.get(f"{EXTRACTIONS}/{made['id']}/page")
    assert "Syntetiska uppgifter" in page.text
    assert "1 av 1" in page.text


async def test_the_page_is_swedish_unless_another_language_is_asked_for(world: World) -> None:
    path = f"{EXTRACTIONS}/{(await extract(world)).json()['id']}/page"
    asked: list[tuple[dict[str, str], dict[str, str], str]] = [
        ({}, {}, "sv"),
        ({}, {"accept-language": "en-GB,sv;q=0.5"}, "en"),
        ({}, {"accept-language": "fi"}, "sv"),
        ({"lang": "en"}, {"accept-language": "sv"}, "en"),
    ]
    for query, headers, language in asked:
        page = await world.anybody.get(path, params=query, headers=headers)
        assert page.headers["content-language"] == language
        assert f'<html lang="{language}">' in page.text


async def test_a_report_is_a_page_for_who_asks_for_html(world: World) -> None:
    await publish(world, formed(), joined("1281"))
    path = "/reporting/v1/reports/national/2024"
    page = await world.anybody.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await world.anybody.get(path)).headers["content-type"].startswith("application/json")
