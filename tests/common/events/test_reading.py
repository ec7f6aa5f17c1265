"""What a batch of records means: duplicates, breaks, known time, types. Pure, so every case is a line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from finsam_common.events.inbox import Cursor
from finsam_common.events.projections import Heard
from finsam_common.events.reading import Break, Decided, Reading, Reason, Stop, Trouble, read_batch
from finsam_common.transports import Logged
from tests.common.events.harbour import TOPIC, ships

FIRST, SECOND = UUID(int=1), UUID(int=2)
NOON = datetime(2025, 1, 22, 12, tzinfo=UTC)
BEGINNING = Cursor(version=1)


def logged(
    offset: int,
    position: int,
    previous: int,
    *,
    epoch: UUID = FIRST,
    type_name: str = "harbour.ship-left.v1",
    data: str = '{"ship":"Anna"}',
    minute: int | None = None,
    **headers: str,
) -> Logged:
    envelope = {
        "id": str(UUID(int=1000 + position)),
        "source": "urn:finsam:service:harbour",
        "type": type_name,
        "time": "2025-01-22T11:00:00Z",
        "epoch": str(epoch),
        "position": str(position),
        "previous": str(previous),
    } | headers
    return Logged(
        "Anna",
        data.encode(),
        {f"ce_{name}": value.encode() for name, value in envelope.items()},
        topic=TOPIC,
        partition=0,
        offset=offset,
        appended_at=NOON + timedelta(minutes=offset if minute is None else minute),
    )


def read(records: Sequence[Logged], cursor: Cursor = BEGINNING, **decided: set[int]) -> Reading:
    return read_batch(records, cursor, ships(), Decided(**decided))


def offsets(reading: Reading) -> list[int]:
    return [arrival.logged.offset for arrival in reading.arrivals]


def troubles(reading: Reading) -> list[Any]:
    return [each.outcome.reason if isinstance(each.outcome, Trouble) else None for each in reading.arrivals]


def test_the_cursor_follows_the_records() -> None:
    reading = read([logged(0, 3, 0), logged(1, 8, 3)])
    assert reading.cursor == Cursor(1, offset=2, epoch=FIRST, position=8, known_at=NOON + timedelta(minutes=1))
    assert offsets(reading) == [0, 1]


def test_what_is_at_or_below_the_position_was_heard_before() -> None:
    records = [logged(0, 3, 0), logged(1, 8, 3), logged(2, 3, 0), logged(3, 8, 3), logged(4, 9, 8)]
    reading = read(records)
    assert (offsets(reading), reading.duplicates) == ([0, 1, 4], 2)
    assert reading.cursor.offset == 5


def test_a_missing_event_is_noticed_and_nothing_behind_it_is_read() -> None:
    reading = read([logged(0, 3, 0), logged(1, 9, 8), logged(2, 10, 9)])
    assert reading.stop == Stop(1, Break.GAP)
    assert (offsets(reading), reading.cursor.offset, reading.cursor.position) == ([0], 1, 3)


def test_a_log_whose_beginning_is_missing_is_noticed_too() -> None:
    assert read([logged(0, 9, 8)]).stop == Stop(0, Break.GAP)


def test_positions_of_other_partitions_are_no_gap() -> None:
    assert read([logged(0, 3, 0), logged(1, 700, 3)]).stop is None


def test_an_unknown_epoch_is_never_dropped() -> None:
    reading = read([logged(0, 3, 0), logged(1, 2, 0, epoch=SECOND)])
    assert reading.stop == Stop(1, Break.UNKNOWN_EPOCH)
    assert reading.cursor.offset == 1


def test_what_an_operator_has_looked_into_is_heard() -> None:
    records = [
        logged(0, 3, 0),
        logged(1, 2, 0, epoch=SECOND),
        logged(2, 4, 2, epoch=SECOND),
        logged(3, 9, 8, epoch=SECOND),
    ]
    assert read(records, resumed={1}).stop == Stop(3, Break.GAP)
    reading = read(records, resumed={1, 3})
    assert (offsets(reading), reading.stop) == ([0, 1, 2, 3], None)
    assert (reading.cursor.epoch, reading.cursor.position) == (SECOND, 9)


def test_what_an_operator_skipped_is_passed_over_and_counts_as_heard() -> None:
    reading = read([logged(0, 3, 0), logged(1, 8, 3), logged(2, 9, 8)], skipped={1})
    assert (offsets(reading), reading.stop) == ([0, 2], None)


def test_known_time_is_the_running_maximum_of_append_times() -> None:
    reading = read([logged(0, 1, 0, minute=5), logged(1, 2, 1, minute=2), logged(2, 3, 2, minute=7)])
    assert [(arrival.known_at - NOON).seconds // 60 for arrival in reading.arrivals] == [5, 5, 7]
    later = read([logged(3, 4, 3, minute=6)], reading.cursor)
    assert later.arrivals[0].known_at == later.cursor.known_at == NOON + timedelta(minutes=7)


def test_types_that_nobody_hears_are_counted() -> None:
    tide = "harbour.tide-turned.v1"
    reading = read([logged(0, 1, 0, type_name=tide), logged(1, 2, 1), logged(2, 3, 2, type_name=tide)])
    assert (offsets(reading), reading.unknown) == ([1], {tide: 2})


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (logged(0, 1, 0, type_name="harbour.ship-left.v2"), Reason.NEWER_VERSION),
        (logged(0, 1, 0, data="not JSON"), Reason.MALFORMED),
        (logged(0, 1, 0, data='{"ship": 17}'), Reason.MALFORMED),
        (logged(0, 1, 0, data="{}"), Reason.MALFORMED),
        (logged(0, 1, 0, id="not a UUID"), Reason.MALFORMED),
        (replace(logged(0, 1, 0), headers={}), Reason.MALFORMED),
        (replace(logged(0, 1, 0), headers={"ce_id": b"\xff"}), Reason.MALFORMED),
        (replace(logged(0, 1, 0), value=b"\xff\xfe"), Reason.MALFORMED),
    ],
)
def test_what_cannot_be_read_is_trouble_with_a_reason_and_without_its_content(record: Logged, reason: Reason) -> None:
    (arrival,) = read([record]).arrivals
    assert isinstance(arrival.outcome, Trouble)
    assert arrival.outcome.reason == reason
    assert arrival.outcome.error is None or arrival.outcome.error.isidentifier()


def test_fields_of_a_later_producer_are_no_trouble() -> None:
    assert troubles(read([logged(0, 1, 0, data='{"ship":"Anna","masts":3}')])) == [None]


def test_reactions_begin_where_the_replay_ended() -> None:
    reading = read([logged(0, 1, 0), logged(1, 2, 1), logged(2, 3, 2)], replace(BEGINNING, reacts_from=2))
    assert [arrival.reacts for arrival in reading.arrivals] == [False, False, True]


def test_the_envelope_comes_with_the_event() -> None:
    (arrival,) = read([logged(0, 7, 0, traceparent="00-1-2-01")]).arrivals
    assert isinstance(arrival.outcome, Heard)
    context = arrival.outcome.envelope
    assert (context.id, context.position, context.traceparent) == (UUID(int=1007), 7, "00-1-2-01")
    assert context.time == datetime(2025, 1, 22, 11, tzinfo=UTC)
