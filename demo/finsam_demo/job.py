"""The main job: from an empty platform to an allocation and a national report, over HTTP alone."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx
from rich.console import Console

from finsam_demo import plan2023, plan2024, registering, reporting
from finsam_demo.allocating import allocate_2025
from finsam_demo.gateway import Caller, Gateway, RefusedError, TokenOf
from finsam_demo.posting import post_all
from finsam_demo.reporting import Extraction
from finsam_demo.rows import Dataset, dataset
from finsam_demo.terminal import Terminal

PATIENCE_SECONDS: Final = 60
LONGEST_ANSWER_SECONDS: Final = 60


async def job(url: str, console: Console, token_of: TokenOf | None = None, metrics: str = "/metrics") -> None:
    """Do what is not done yet, and show the report. Nothing is posted twice, whatever went before.

    ``token_of`` gives tokens where the platform has an issuer of its own; ``metrics`` is where they are looked at.
    Raises RefusedError when the platform refuses something, httpx.TransportError when it goes away.
    """
    terminal = Terminal(console, url, metrics)
    async with httpx.AsyncClient(base_url=url, timeout=LONGEST_ANSWER_SECONDS) as http:
        gateway = Gateway(http, token_of)
        await _answers(http)
        steward = await gateway.caller("steward")
        data = dataset([plan2024.PLAN, plan2023.PLAN])
        extraction = await reporting.last(steward, data)
        if extraction is None:
            extraction = await _from_list_to_report(gateway, steward, data, terminal)
        else:
            terminal.done_before(extraction)
        terminal.show(extraction, steward.token or "")


async def _from_list_to_report(gateway: Gateway, steward: Caller, data: Dataset, terminal: Terminal) -> Extraction:
    """Each step is the same thing again when it was done before: keys follow from what is posted."""
    terminal.imported(await registering.import_list(steward))
    await registering.supplement_2023(steward)
    ids = await registering.ids_by_name(gateway.anybody)
    with terminal.counting(len(data)) as told:
        await post_all(gateway, ids, data, told)
    terminal.posted(data)
    terminal.allocated(await allocate_2025(steward, ids))
    return await reporting.extract(steward, data)


async def _answers(http: httpx.AsyncClient) -> None:
    """Wait until the platform is up. Raises RefusedError when it does not come."""
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            if (await http.get("/livez")).is_success:
                return
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
    raise RefusedError(f"the platform is not up after {PATIENCE_SECONDS} seconds")
