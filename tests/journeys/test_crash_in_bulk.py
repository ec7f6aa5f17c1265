"""The platform is killed while 72 federations post their files; the same files again, and every count is right."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from finsam_demo import plan2023, plan2024, registering, reporting
from finsam_demo.gateway import Answer, Gateway
from finsam_demo.posting import post_all
from finsam_demo.printed import comparisons, facts
from finsam_demo.rows import dataset
from tests import engines
from tests.served import Served

SERVICES = ["registry", "followup", "allocation", "reporting"]
DATA = dataset([plan2024.PLAN, plan2023.PLAN])
KILLED_AFTER = (1_000, 4_000, 8_000)
"""Rows of this start that had an answer when the process was killed."""


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    served = Served(tmp_path, DATABASE_URL=await engines.new_platform(SERVICES))
    await asyncio.to_thread(served.start)
    yield served
    assert await asyncio.to_thread(served.stop) == 0


async def post_until_killed(served: Served, gateway: Gateway, ids: Mapping[str, UUID], after: int) -> None:
    """Post, and kill the platform in the middle: several files are under way at that moment."""
    answered = 0

    def told(rows: int) -> None:
        nonlocal answered
        answered += rows
        if answered >= after:
            served.kill()

    with pytest.raises(BaseExceptionGroup) as ended:
        await post_all(gateway, ids, DATA, told)
    assert ended.group_contains(httpx.TransportError)
    await asyncio.to_thread(served.start)


async def registered(gateway: Gateway, ids: Mapping[str, UUID], kind: str) -> Counter[tuple[str, int]]:
    """External id and version of all that stands in follow-up."""
    steward = await gateway.caller("steward")
    found: Counter[tuple[str, int]] = Counter()
    for federation_id in set(ids.values()):
        items = await steward.items(f"/followup/v1/{kind}", federationId=str(federation_id))
        found.update((item["externalId"], item["version"]) for item in items)
    return found


def events_told(report: Answer) -> int:
    """How many events follow-up has told of: its positions are gapless over all its partitions."""
    heard = report["evidence"]["offsets"]
    return max(int(source["position"]) for source in heard if source["topic"].startswith("followup."))


def published_and_computed(report: Answer) -> tuple[dict[str, int], dict[str, int]]:
    """What the data set is made to give, by figure, and what the report has."""
    due = {fact.figure: fact.computed for fact in facts() if fact.year == 2024}
    due |= {f"{each.share}-change": each.points for each in comparisons()}
    return due, {figure["code"]: figure["computed"] for figure in report["figures"] if figure["code"] in due}


@pytest.mark.timeout(600)
async def test_nothing_is_lost_and_nothing_doubled(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url, timeout=60) as http:
        gateway = Gateway(http)
        steward = await gateway.caller("steward")
        await registering.import_list(steward)
        await registering.supplement_2023(steward)
        ids = await registering.ids_by_name(gateway.anybody)
        for after in KILLED_AFTER:
            await post_until_killed(served, gateway, ids, after)
        await post_all(gateway, ids, DATA, lambda rows: None)

        for kind, rows in (
            ("interventions", DATA.interventions),
            ("headcounts", DATA.headcounts),
            ("budgets", DATA.budgets),
        ):
            assert await registered(gateway, ids, kind) == {(one.external_id, 1): 1 for one in rows}
        report = (await reporting.extract(steward, DATA)).report
        assert reporting.counted(report) == reporting.expected(DATA)
        assert events_told(report) == len(DATA)
        due, computed = published_and_computed(report)
        assert computed == due
    assert "error" not in (served.folder / "serve.log").read_text()
