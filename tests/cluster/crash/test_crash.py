"""Everything is killed at random points under load; at the end nothing is lost, doubled, reordered or untrue."""

from __future__ import annotations

import time
from typing import Final

import pytest

from finsam_cluster.cluster import Cluster
from tests.cluster.crash.book import Request
from tests.cluster.crash.checking import check, told
from tests.cluster.crash.crew import Crew
from tests.cluster.crash.faults import Faults
from tests.cluster.crash.figures import figures
from tests.cluster.crash.gathering import Platform
from tests.cluster.crash.planting import plants
from tests.cluster.crash.schedule import schedule

OFFICES: Final = 6
PAUSE_SECONDS: Final = 0.3
"""Between two rounds of one office: it bounds the load, whatever the machine."""


@pytest.mark.timeout(0)  # a thousand kills take hours; every wait inside has an end of its own
async def test_nothing_is_lost_nothing_doubled_and_every_answer_was_true(
    cluster: Cluster,
    platform: Platform,
    crew: Crew,
    book: list[Request],
    seed: int,
    kills: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with capsys.disabled():
        print(f"\n{kills} kills; the same ones again: make crash KILLS={kills} SEED={seed}", flush=True)
    offices = await crew.open_offices(OFFICES)
    faults, began = Faults(cluster, platform.databases["followup"]), time.monotonic()
    async with crew.at_work(offices, PAUSE_SECONDS):
        await faults.do(schedule(seed, kills))
    seconds = time.monotonic() - began
    await platform.settled()
    evidence = await platform.evidence(book)
    with capsys.disabled():
        print(figures(seed, seconds, faults, evidence), flush=True)
    found = check(evidence)
    assert found == [], told(found)
    assert len(faults.recovered) == kills
    for plant in plants(platform):
        async with plant as due:
            assert due in {(finding.wrong, finding.where) for finding in check(await platform.evidence(book))}
    assert check(await platform.evidence(book)) == []
