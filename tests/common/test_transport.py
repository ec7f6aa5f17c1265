"""The contract that every transport keeps. A new one is one more entry in ``TRANSPORTS``; nothing else changes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC
from pathlib import Path
from uuid import uuid4

import pytest

from finsam_common.transports import (
    Partition,
    PartitionCountDiffers,
    Record,
    Transport,
    UnknownPartition,
    open_transport,
)
from finsam_contracts import Topic

Open = Callable[[], Transport]


def local_log(folder: Path) -> Open:
    return lambda: open_transport(f"local://{folder}/log.db")


TRANSPORTS = [pytest.param(local_log, id="local")]
"""Each gives, for a test's own folder, a function that opens the same log again and again."""


@pytest.fixture(params=TRANSPORTS)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    opened: Open = request.param(tmp_path)
    return opened


@pytest.fixture
async def transport(reopen: Open) -> AsyncIterator[Transport]:
    transport = reopen()
    yield transport
    await transport.close()


@pytest.fixture
async def topic(transport: Transport) -> Topic:
    """A topic of the test's own, with three partitions."""
    topic = Topic(f"service{uuid4().hex[:8]}", "public", 3)
    await transport.provision([topic])
    return topic


def records(*values: str) -> list[Record]:
    return [Record("key", value.encode(), {"ce_id": value.encode()}) for value in values]


async def values(transport: Transport, topic: Topic, partition: int = 0, offset: int = 0) -> list[str]:
    return [each.value.decode() for each in await transport.fetch(topic.name, partition, offset, 10_000)]


async def test_records_come_back_as_they_were_published(transport: Transport, topic: Topic) -> None:
    record = Record("Ärende 1", b'{"name":"\xc3\x85sele"}', {"ce_id": b"1", "bytes": b"\x00\xff\xc3"})
    await transport.publish(topic.name, 1, [record])
    (logged,) = await transport.fetch(topic.name, 1, 0, 10)
    assert Record(logged.key, logged.value, logged.headers) == record
    assert (logged.topic, logged.partition, logged.offset) == (topic.name, 1, 0)


async def test_a_partition_is_in_order_and_its_offsets_have_no_gaps(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a", "b"))
    await transport.publish(topic.name, 0, records("c"))
    logged = await transport.fetch(topic.name, 0, 0, 10)
    assert [(each.offset, each.value) for each in logged] == [(0, b"a"), (1, b"b"), (2, b"c")]


async def test_partitions_are_logs_of_their_own(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a"))
    await transport.publish(topic.name, 2, records("b", "c"))
    assert [await values(transport, topic, n) for n in range(3)] == [["a"], [], ["b", "c"]]
    assert [await transport.end_offset(topic.name, n) for n in range(3)] == [1, 0, 2]


async def test_fetching_takes_at_most_the_limit_and_begins_anywhere(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records(*"abcdef"))
    assert [each.value for each in await transport.fetch(topic.name, 0, 2, 3)] == [b"c", b"d", b"e"]
    assert await values(transport, topic, offset=6) == []
    assert await values(transport, topic, offset=60) == []


async def test_reading_on_in_small_steps_gives_everything_once_and_in_order(transport: Transport, topic: Topic) -> None:
    """Readers of several partitions at once, one of which is still written to."""
    expected = [str(n) for n in range(30)]
    for number in range(3):
        await transport.publish(topic.name, number, records(*expected[:20]))

    async def read_on(number: int) -> list[str]:
        found: list[str] = []
        while len(found) < 30:
            fetched = await transport.fetch(topic.name, number, len(found), 7)
            found += [each.value.decode() for each in fetched]
            if len(found) == 20:
                await transport.publish(topic.name, number, records(*expected[20:]))
        return found

    assert await asyncio.gather(*map(read_on, range(3))) == [expected] * 3


async def test_fetching_again_gives_the_same(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a", "b"))
    assert await transport.fetch(topic.name, 0, 0, 10) == await transport.fetch(topic.name, 0, 0, 10)


async def test_append_times_are_utc_and_never_go_back(transport: Transport, topic: Topic) -> None:
    for value in "abcdef":
        await transport.publish(topic.name, 0, records(value))
    times = [each.appended_at for each in await transport.fetch(topic.name, 0, 0, 10)]
    assert all(time.tzinfo is UTC for time in times)
    assert times == sorted(times)


async def test_what_is_published_is_there_after_opening_again(reopen: Open, transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a", "b"))
    before = await transport.fetch(topic.name, 0, 0, 10)
    await transport.close()
    again = reopen()
    assert await again.fetch(topic.name, 0, 0, 10) == before
    await again.publish(topic.name, 0, records("c"))
    assert await values(again, topic) == ["a", "b", "c"]
    await again.close()


async def test_a_batch_stands_together_beside_others(transport: Transport, topic: Topic) -> None:
    batches = [[f"{batch}-{n}" for n in range(50)] for batch in range(8)]
    await asyncio.gather(*(transport.publish(topic.name, 0, records(*batch)) for batch in batches))
    found = await values(transport, topic)
    assert sorted(found[start : start + 50] for start in range(0, 400, 50)) == sorted(batches)


async def test_an_empty_batch_changes_nothing(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, [])
    assert await transport.end_offset(topic.name, 0) == 0


async def test_a_large_value_goes_through(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, [Record("key", b"x" * 500_000)])
    assert len((await transport.fetch(topic.name, 0, 0, 1))[0].value) == 500_000


async def test_provisioning_again_changes_nothing(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a"))
    await transport.provision([topic])
    assert await values(transport, topic) == ["a"]


async def test_another_number_of_partitions_is_refused(transport: Transport, topic: Topic) -> None:
    with pytest.raises(PartitionCountDiffers):
        await transport.provision([Topic(topic.service, "public", 4)])
    with pytest.raises(UnknownPartition):
        await transport.end_offset(topic.name, 3)


async def test_an_unknown_partition_is_refused(transport: Transport, topic: Topic) -> None:
    with pytest.raises(UnknownPartition):
        await transport.publish(topic.name, 3, records("a"))
    with pytest.raises(UnknownPartition):
        await transport.fetch("nobody.public", 0, 0, 1)


async def test_a_lone_subscriber_is_assigned_every_partition(transport: Transport, topic: Topic) -> None:
    subscription = await transport.subscribe("group", [topic])
    assert sorted(await subscription.assigned()) == [Partition(topic.name, n) for n in range(3)]
    await subscription.close()


async def test_a_subscriber_reads_from_any_offset_and_back_again(transport: Transport, topic: Topic) -> None:
    await transport.publish(topic.name, 0, records("a", "b", "c"))
    subscription = await transport.subscribe("group", [topic])
    partition = Partition(topic.name, 0)
    for offset, expected in [(0, b"abc"), (2, b"c"), (1, b"bc"), (3, b"")]:
        fetched = await subscription.fetch(partition, offset, 10)
        assert b"".join(each.value for each in fetched) == expected
    await subscription.close()


async def test_a_subscriber_is_woken_by_what_is_published(transport: Transport, topic: Topic) -> None:
    subscription = await transport.subscribe("group", [topic])
    await subscription.wait(0)
    waiting = asyncio.create_task(subscription.wait(60))
    await transport.publish(topic.name, 1, records("a"))
    await asyncio.wait_for(waiting, 30)
    assert len(await subscription.fetch(Partition(topic.name, 1), 0, 10)) == 1
    await subscription.close()


async def test_what_was_published_between_reading_and_waiting_is_not_slept_over(
    transport: Transport, topic: Topic
) -> None:
    subscription = await transport.subscribe("group", [topic])
    await subscription.wait(0)
    assert await subscription.fetch(Partition(topic.name, 0), 0, 10) == []
    await transport.publish(topic.name, 0, records("a"))
    await asyncio.wait_for(subscription.wait(60), 30)
    await subscription.close()


async def test_waiting_ends_without_news_too(transport: Transport, topic: Topic) -> None:
    subscription = await transport.subscribe("group", [topic])
    await subscription.wait(0.01)
    await subscription.close()


async def test_closing_again_changes_nothing(transport: Transport) -> None:
    await transport.close()
    await transport.close()
