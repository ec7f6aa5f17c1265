"""The guide's commands for Kafka, as they stand on the page: kcat and Python, with a client certificate."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from pathlib import Path
from uuid import uuid4

from finsam_cluster.kafka import Kafka, Listener
from finsam_common.transports import Record
from finsam_common.transports.kafka import KafkaLog
from tests.guides.guide import GUIDES

PATIENCE_SECONDS = 100
BLOCK = re.compile(r"^```sh kafka\n(.*?)^```$", re.MULTILINE | re.DOTALL)


async def told(kafka: Kafka, count: int) -> list[str]:
    """Let the registry tell some events; their ids."""
    log, ids = KafkaLog(kafka.client_url("registry")), [str(uuid4()) for _ in range(count)]
    records = [
        Record("key", b"{}", {"ce_id": each.encode(), "ce_type": b"registry.federation-formed.v1"}) for each in ids
    ]
    await log.publish("registry.public", 0, records)
    await log.close()
    return ids


def walked(kafka: Kafka, folder: Path) -> list[str]:
    """What each of the guide's blocks printed."""
    script = "set -eu\n" + "echo ==\n".join(BLOCK.findall((GUIDES / "subscribe.md").read_text("utf-8")))
    places = {"BROKERS": kafka.bootstrap(Listener.MTLS), "CERTIFICATES": str(kafka.authority.trusted.parent)}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=GUIDES.parents[1],
        env=os.environ | places | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]
    return done.stdout.split("==\n")


async def test_a_subscriber_receives_as_the_guide_says(kafka: Kafka, tmp_path: Path) -> None:
    ids = await told(kafka, 2)
    _, everything, in_a_group, refused = await asyncio.to_thread(walked, kafka, tmp_path)
    assert all(each in everything for each in ids)
    assert len(in_a_group.splitlines()) == 2
    assert "Topic authorization failed" in refused
    assert "Group authorization failed" in refused
