"""What the local log promises beyond the contract: one file that survives kills, full disks and wrong clocks."""

import asyncio
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from finsam_common.transports import LocalLog, Record, TransportUnavailable, UnknownPartition, open_transport
from finsam_common.transports.partitioner import murmur2, partition_of
from finsam_contracts import Topic

TOPIC = Topic("registry", "public", 1)

PUBLISH_UNTIL_KILLED = """
import asyncio, sys
from finsam_common.transports import LocalLog, Record
from finsam_contracts import Topic

async def main():
    log = LocalLog(sys.argv[1])
    await log.provision([Topic("registry", "public", 1)])
    for n in range(1_000_000):
        await log.publish("registry.public", 0, [Record("k", b"%d" % n) for _ in range(3)])
        print(n, flush=True)

asyncio.run(main())
"""


def publish_and_kill(path: Path) -> int:
    """Publish in a process of its own and kill it meanwhile; the last batch that it said was there."""
    command = [sys.executable, "-c", PUBLISH_UNTIL_KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as publisher:
        assert publisher.stdout is not None
        acknowledged = [int(publisher.stdout.readline()) for _ in range(20)][-1]
        publisher.kill()
    return acknowledged


async def contents(path: Path) -> list[bytes]:
    log = LocalLog(path)
    fetched = await log.fetch("registry.public", 0, 0, 1_000_000)
    await log.close()
    return [each.value for each in fetched]


async def test_a_kill_loses_nothing_acknowledged_and_leaves_no_half_batch(tmp_path: Path) -> None:
    acknowledged = await asyncio.to_thread(publish_and_kill, tmp_path / "log.db")
    found = await contents(tmp_path / "log.db")
    assert found == [b"%d" % (n // 3) for n in range(len(found))]
    assert len(found) % 3 == 0
    assert len(found) // 3 > acknowledged


async def test_append_times_stand_still_when_the_clock_goes_back(tmp_path: Path) -> None:
    ticks = iter([5_000_000_000, 3_000_000_000, 7_000_000_000])
    log = LocalLog(tmp_path / "log.db", clock=lambda: next(ticks))
    await log.provision([TOPIC])
    for _ in range(3):
        await log.publish("registry.public", 0, [Record("k", b"")])
    times = [each.appended_at for each in await log.fetch("registry.public", 0, 0, 10)]
    await log.close()
    assert [(later - earlier).total_seconds() for earlier, later in pairwise(times)] == [0, 2]


async def test_a_full_disk_refuses_the_whole_batch_and_takes_it_once_there_is_room(tmp_path: Path) -> None:
    log = LocalLog(tmp_path / "log.db")
    await log.provision([TOPIC])
    await log.publish("registry.public", 0, [Record("k", b"before")])
    await log._run(lambda connection: connection.execute("PRAGMA max_page_count = 20").fetchall())
    batch = [Record("k", b"x" * 10_000) for _ in range(50)]
    with pytest.raises(TransportUnavailable):
        await log.publish("registry.public", 0, batch)
    assert await log.end_offset("registry.public", 0) == 1
    await log._run(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchall())
    await log.publish("registry.public", 0, batch)
    assert await log.end_offset("registry.public", 0) == 51
    await log.close()


async def test_a_locked_file_is_unavailable_and_not_an_error_of_ours(tmp_path: Path) -> None:
    log = LocalLog(tmp_path / "log.db")
    await log.provision([TOPIC])
    await log._run(lambda connection: connection.execute("PRAGMA busy_timeout = 10").fetchall())
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransportUnavailable):
        await log.publish("registry.public", 0, [Record("k", b"")])
    other.execute("ROLLBACK")
    other.close()
    await log.publish("registry.public", 0, [Record("k", b"")])
    assert await log.end_offset("registry.public", 0) == 1
    await log.close()


async def test_what_is_published_at_once_shares_a_transaction(tmp_path: Path) -> None:
    topic = Topic("followup", "public", 3)
    log = LocalLog(tmp_path / "log.db")
    await log.provision([topic])
    run: list[str] = []
    await log._run(lambda connection: connection.set_trace_callback(run.append))
    await asyncio.gather(*(log.publish(topic.name, number, [Record("k", b"%d" % number)]) for number in range(3)))
    assert run.count("COMMIT") == 1
    assert [len(await log.fetch(topic.name, number, 0, 10)) for number in range(3)] == [1, 1, 1]
    await log.close()


async def test_of_what_is_published_at_once_only_that_fails_whose_partition_does_not_exist(tmp_path: Path) -> None:
    log = LocalLog(tmp_path / "log.db")
    await log.provision([TOPIC])
    told = [log.publish("registry.public", number, [Record("k", b"%d" % number)]) for number in (0, 7, 0)]
    ends = await asyncio.gather(*told, return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), UnknownPartition, type(None)]
    assert await log.end_offset("registry.public", 0) == 2
    await log.close()


async def test_who_goes_away_while_publishing_leaves_the_others_their_answer(tmp_path: Path) -> None:
    log = LocalLog(tmp_path / "log.db")
    await log.provision([TOPIC])
    gone, staying = (asyncio.create_task(log.publish("registry.public", 0, [Record("k", b"")])) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await staying
    assert gone.cancelled()
    await log.close()
    assert await contents(log.path) == [b"", b""]


@pytest.mark.parametrize("url", ["redis://broker:6379", "local:/var/log.db", "local://", "log.db"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="local:///"):
        open_transport(url)


@pytest.mark.parametrize(
    ("key", "hashed"),
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        ("abc", 479470107),
        ("", 275646681),
    ],
)
def test_keys_are_hashed_as_kafka_does(key: str, hashed: int) -> None:
    """The vectors of Kafka's own UtilsTest.testMurmur2, which are signed."""
    assert murmur2(key.encode()) == hashed % 2**32
    assert partition_of(key, 6) == (hashed % 2**31) % 6
