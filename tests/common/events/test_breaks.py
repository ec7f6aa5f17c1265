"""Breaks in the numbering: a loss is noticed, its partition stops, and an operator lets it go on."""

from pathlib import Path

from finsam_common.events.numbering import draw_epoch
from finsam_common.events.reading import Break
from finsam_common.transports import LocalLog, Logged
from tests.common.events.harbour import Harbour, Quay, ShipArrived, ShipMoved, berthing, copied, ships

FLEET = [f"ship {n}" for n in range(9)]
ELSEWHERE = {ship for ship in FLEET if berthing(ship) != berthing("Anna")}


def reasons(quay: Quay) -> dict[object, Break]:
    return {partition: stop.reason for (_, partition), stop in quay.consumer.stops.items()}


async def test_a_missing_event_stops_its_partition_until_an_operator_has_looked(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(*(ShipArrived(ship=ship, berth=1) for ship in [*FLEET, "Anna"]))
    await harbour.say(ShipMoved(ship="Anna", berth=2), ShipMoved(ship="Anna", berth=3))
    await harbour.publish()
    lossy = await copied(harbour.log, "lossy.db", lambda record: record.value != b'{"ship":"Anna","berth":2}')
    here = Quay(quay.database, lossy)
    await here.settle()
    assert reasons(here) == {berthing("Anna"): Break.GAP}
    assert (await here.berths())["Anna"] == 1
    assert set(await here.berths()) >= ELSEWHERE

    assert await here.consumer.resume("ships", berthing("Anna"), "berth 2 is lost, berth 3 is what counts", "Maja")
    await here.settle()
    assert reasons(here) == {}
    assert (await here.berths())["Anna"] == 3
    assert len(await here.berths()) == 10
    await lossy.close()


async def test_an_unknown_epoch_stops_its_partition_and_drops_nothing(harbour: Harbour, quay: Quay) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    await quay.settle()
    async with harbour.database.write() as uow:
        await draw_epoch(uow)
    await harbour.say(ShipMoved(ship="Anna", berth=2))
    await harbour.publish()
    await quay.settle()
    assert reasons(quay) == {berthing("Anna"): Break.UNKNOWN_EPOCH}
    assert await quay.berths() == {"Anna": 1}

    assert await quay.consumer.resume("ships", berthing("Anna"), "restored from last night's backup", "Maja")
    await quay.settle()
    assert await quay.berths() == {"Anna": 2}


async def test_a_restored_producer_counts_on_and_old_positions_are_not_duplicates(harbour: Harbour, quay: Quay) -> None:
    """The restored counter gives numbers again that the lost events had."""
    await harbour.say(*(ShipArrived(ship=ship, berth=1) for ship in FLEET))
    await harbour.publish()
    await quay.settle()
    partition = berthing(FLEET[0])
    rows = await harbour.log.fetch(*partition, 0, 100)
    restored = [
        Logged(
            each.key,
            each.value.replace(b'"berth":1', b'"berth":2'),
            {**each.headers, "ce_epoch": b"00000000-0000-0000-0000-000000000002"},
            topic=each.topic,
            partition=each.partition,
            offset=0,
            appended_at=each.appended_at,
        )
        for each in rows
    ]
    await harbour.log.publish(*partition, restored)
    await quay.settle()
    await quay.consumer.resume("ships", partition, "restored", "Maja")
    await quay.settle()
    assert {ship: berth for ship, berth in (await quay.berths()).items() if berthing(ship) == partition} == {
        ship: 2 for ship in FLEET if berthing(ship) == partition
    }


async def test_nothing_is_resumed_where_nothing_stops(quay: Quay) -> None:
    await quay.settle()
    assert not await quay.consumer.resume("ships", berthing("Anna"), "by mistake", "Maja")
    assert await quay.rows_of("resumed") == []


async def test_a_log_that_lost_its_end_is_noticed(harbour: Harbour, quay: Quay, tmp_path: Path) -> None:
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    await quay.settle()
    empty = LocalLog(tmp_path / "empty.db")
    here = Quay(quay.database, empty)
    await here.settle()
    await here.consumer.measure()
    assert reasons(here) == {berthing("Anna"): Break.LOG_ENDS_BEFORE}
    await empty.close()


async def test_an_older_process_leaves_a_newer_ones_tables_alone(harbour: Harbour, quay: Quay) -> None:
    newer = quay.another(ships(version=2))
    await newer.settle()
    older = quay.another(ships(version=1))
    await older.settle()
    assert set(reasons(older).values()) == {Break.NEWER_SET}
    await harbour.say(ShipArrived(ship="Anna", berth=1))
    await harbour.publish()
    await older.settle()
    assert await quay.berths() == {}
