"""The few events that come next are numbered and published at once by a relay that knows that it is at the end."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert

from finsam_common.events import numbering
from finsam_common.events.outbox import Emitted, outbox_rows
from finsam_common.events.relay import Relay
from tests import engines
from tests.common.events.harbour import TOPIC, Harbour, ShipArrived, ShipMoved, berthing
from tests.common.events.lines import Line
from tests.common.events.test_relay import FLEET, OUTBOX, outbox, rest, voyage


async def test_few_events_are_numbered_only_where_the_counter_is_believed_to_be(harbour: Harbour) -> None:
    await harbour.say(*voyage("Anna", 1, 2))
    await harbour.publish()
    await harbour.say(*voyage("Bore", 1))
    topics = {TOPIC: ShipMoved.topic}
    async with harbour.database.write_once() as uow:
        assert await numbering.number(uow, topics, 10, after=1) is None
    async with harbour.database.write_once() as uow:
        (row,) = await numbering.number(uow, topics, 10, after=2) or ()
    assert (row["position"], row["key"], row["partition"]) == (3, "Bore", berthing("Bore").number)
    async with harbour.database.write_once() as uow:
        assert not await numbering.number(uow, topics, 10, after=3)
    assert [row["position"] for row in await outbox(harbour.database)] == [1, 2, 3]


@pytest.mark.skipif(not engines.POSTGRES, reason="on SQLite only one can begin")
async def test_what_another_relay_numbers_meanwhile_is_not_numbered_again(harbour: Harbour) -> None:
    """The statement has begun, and has seen the event without a number, when it comes to wait for the counter."""
    await harbour.publish()
    await harbour.say(*voyage("Anna", 1, 2))

    async def few() -> numbering.Numbered | None:
        async with harbour.database.write_once() as uow:
            return await numbering.number(uow, {TOPIC: ShipMoved.topic}, 10, after=0)

    async with harbour.database.write() as uow:
        assert len(await numbering.number(uow, {TOPIC: ShipMoved.topic}, 1) or ()) == 1
        waits = asyncio.create_task(few())
        await engines.until_somebody_waits(harbour.database)
    assert await waits is None
    await harbour.publish()
    assert [row["position"] for row in await outbox(harbour.database)] == [1, 2]
    assert [position for position, _ in await harbour.published()] == [1, 2]


async def test_an_event_without_a_partition_is_laid_though_only_few_are_looked_for(harbour: Harbour) -> None:
    await harbour.publish()
    rows = outbox_rows([Emitted(uuid4(), ShipArrived(ship=ship, berth=1), None, datetime.now(UTC)) for ship in FLEET])
    async with harbour.database.write() as uow:
        await uow.connection.execute(insert(OUTBOX), [row | {"partition": None} for row in rows])
    await harbour.publish()
    assert sorted(await harbour.published()) == sorted(enumerate(FLEET, start=1))


async def test_what_fails_among_few_is_published_when_the_line_is_better(harbour: Harbour) -> None:
    """The relay knew that it was at the end, and must not go on as if it still were."""
    line = Line(harbour.log.path)
    relay = Relay(harbour.database, line, "harbour")
    await rest(relay)
    line.fates.append("lost")
    await harbour.say(*voyage("Anna", 1))
    await rest(relay)
    assert await harbour.published() == []
    await harbour.say(*voyage("Anna", 2))
    for _ in range(6000):  # its pause is to be over
        await relay.step()
        if len(await harbour.published()) == 2:
            break
        await asyncio.sleep(0.01)
    assert [position for position, _ in await harbour.published()] == [1, 2]
    await line.close()
