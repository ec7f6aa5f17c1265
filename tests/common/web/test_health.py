"""Health that says which dependency fails, and metrics by route template."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from sqlalchemy import update

from finsam_common.events import relay
from finsam_common.transports import TransportUnavailable
from tests.common.web.lending import Library, book, key

WELL = ("database", "log", "relay", "consumer", "webhooks")


async def ready(lending: Library) -> tuple[int, dict[str, Any]]:
    async with lending.caller(None) as nobody:
        answer = await nobody.get("http://library.test/library/readyz")
    return answer.status_code, answer.json()["services"]["library"]


async def test_all_is_well(lending: Library) -> None:
    await lending.runtime.step()
    assert await ready(lending) == (200, dict.fromkeys(WELL, "ok"))


async def test_the_process_is_alive_whatever_else_is_not(lending: Library, home: httpx.AsyncClient) -> None:
    await lending.runtime.transport.close()
    assert (await home.get("http://library.test/library/livez")).status_code == 200


async def test_a_log_that_does_not_answer_is_named(lending: Library) -> None:
    await lending.runtime.transport.close()
    status, found = await ready(lending)
    assert (status, found["log"], found["database"]) == (503, "does not answer", "ok")


async def test_a_relay_that_leaves_events_lying_is_named(lending: Library, home: httpx.AsyncClient) -> None:
    await lending.runtime.step()
    await home.post("/loans", json=book(), headers=key())
    assert (await ready(lending))[0] == 200
    outbox = lending.runtime.database.metadata.tables["outbox"]
    async with lending.runtime.database.write() as uow:
        await uow.execute(update(outbox).values(recorded_at=datetime.now(UTC) - timedelta(hours=1)))
    assert await ready(lending) == (503, dict.fromkeys(WELL, "ok") | {"relay": "is behind"})
    while await lending.runtime.step():
        pass
    assert (await ready(lending))[0] == 200


async def test_a_relay_that_cannot_begin_is_named(lending: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as refused:
        refused.setattr(relay, "log_is_ahead", AsyncMock(side_effect=TransportUnavailable("not yours to read")))
        with pytest.raises(TransportUnavailable):
            await lending.runtime.relay.step()
        assert await ready(lending) == (503, dict.fromkeys(WELL, "ok") | {"relay": "has not begun"})
    await lending.runtime.relay.step()
    assert (await ready(lending))[0] == 200


async def test_requests_are_counted_by_template_and_never_by_path(home: httpx.AsyncClient) -> None:
    nobody = "00000000-0000-0000-0000-00000000abcd"
    await home.get(f"/loans/{nobody}")
    await home.get("/199001011234")
    found = (await home.get("http://library.test/library/metrics")).text
    labels = 'method="GET",route="/loans/{loanId}",service="library",status="404"'
    assert f"finsam_http_requests_total{{{labels}}}" in found
    assert nobody not in found
    assert "199001011234" not in found
