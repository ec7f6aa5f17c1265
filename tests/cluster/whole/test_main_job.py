"""The main job on the real parts: the same figures as in one process."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from finsam_cluster.cluster import Cluster
from finsam_demo.gateway import TokenOf
from finsam_demo.job import job
from tests.served import Served


async def run(url: str, token_of: TokenOf | None = None) -> str:
    console = Console(file=StringIO(), width=100)
    await job(url, console, token_of)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.timeout(600)
async def test_the_same_figures_as_in_one_process(cluster: Cluster, tmp_path: Path) -> None:
    said = await run(cluster.url, cluster.clients.token)
    served = Served(tmp_path)
    served.start()
    try:
        alone = await run(served.url)
    finally:
        served.stop()
    assert figures(said) == figures(alone)
    assert "registered since an earlier start" in await run(cluster.url, cluster.clients.token)


def figures(said: str) -> list[str]:
    """The lines of the report's table and findings."""
    lines = said.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("National report"))
    last = next(number for number, line in enumerate(lines) if line.startswith("Where to look"))
    assert last - first > 100
    return lines[first:last]
