"""A producer whose database was restored: it publishes nothing until its epoch is new, and then nothing twice."""

from sqlalchemy import delete, update

from finsam_common.events.numbering import draw_epoch
from finsam_common.events.relay import Relay
from finsam_common.events.restored import ends_of, log_is_ahead, pass_what_the_log_has
from finsam_common.events.standing import relay_standing
from finsam_common.transports import Record
from tests.common.events.harbour import Base, Harbour, Quay, ShipArrived, ShipMoved, berthing

OWN = [ShipArrived.topic]


async def restore(harbour: Harbour, position: int) -> Relay:
    """The harbour's database as it was at a position, before its pointers had moved; a new process."""
    await harbour.relay.close()
    tables = Base.metadata.tables
    async with harbour.database.write() as uow:
        await uow.execute(delete(tables["outbox"]).where(tables["outbox"].c.position > position))
        await uow.execute(update(tables["relay_counter"]).values(position=position))
        await uow.execute(update(tables["relay_pointers"]).values(position=0))
    return Relay(harbour.database, harbour.log, "harbour", batch=10)


async def new_epoch(harbour: Harbour) -> None:
    async with harbour.database.write() as uow:
        before = await relay_standing(uow)
        assert before.epoch is not None
        await pass_what_the_log_has(uow, await ends_of(harbour.log, OWN), before.epoch, before.position)
        await draw_epoch(uow)


async def test_a_restored_database_publishes_nothing_until_its_epoch_is_new(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(
        ShipArrived(ship="Anna", berth=1), ShipMoved(ship="Anna", berth=2), ShipMoved(ship="Anna", berth=3)
    )
    await harbour.publish()
    await quay.settle()
    relay = await restore(harbour, 2)
    await harbour.say(ShipMoved(ship="Anna", berth=4))
    assert not await relay.step()
    assert relay.log_ahead
    assert len(await harbour.published()) == 3

    await new_epoch(harbour)
    while await relay.step():
        pass
    assert not relay.log_ahead
    assert [position for position, _ in await harbour.published()] == [1, 2, 3, 3]
    await quay.settle()
    assert (await quay.berths())["Anna"] == 3
    assert await quay.consumer.resume("ships", berthing("Anna"), "berth 3 was lost with the backup", "Maja")
    await quay.settle()
    assert (await quay.berths())["Anna"] == 4
    assert await quay.greeted() == [("Anna", 1)]


async def test_a_relay_that_died_between_log_and_pointer_was_not_restored(harbour: Harbour) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1), ShipMoved(ship="Anna", berth=2))
    await harbour.publish()
    relay = await restore(harbour, 2)
    assert not await log_is_ahead(harbour.database, harbour.log, OWN)
    while await relay.step():
        pass
    assert [position for position, _ in await harbour.published()] == [1, 2, 1, 2]


async def test_what_is_no_event_at_the_logs_end_is_passed_over(harbour: Harbour) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1), ShipMoved(ship="Anna", berth=2))
    await harbour.publish()
    await harbour.log.publish(*berthing("Anna"), [Record("Anna", b"{}")] * 25)
    await restore(harbour, 1)
    assert await log_is_ahead(harbour.database, harbour.log, OWN)
    assert {last.position for last in (await ends_of(harbour.log, OWN)).values()} == {2}


async def test_a_new_database_on_an_old_log_begins_an_epoch_of_its_own(harbour: Harbour) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    tables = Base.metadata.tables
    async with harbour.database.write() as uow:
        for name in ("outbox", "relay_counter", "relay_pointers"):
            await uow.execute(delete(tables[name]))
    assert not await log_is_ahead(harbour.database, harbour.log, OWN)
