"""Kills at random points, and what was killed started again: overlapping with each other, never two brokers at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from finsam_cluster.cluster import Cluster
from finsam_cluster.processes import Process
from finsam_cluster.programs import Program
from finsam_common.db import Database
from tests.cluster.crash.schedule import Kill

READY_SECONDS: Final = 150.0
LOOK_SECONDS: Final = 0.7


@dataclass(frozen=True, slots=True)
class Recovered:
    """A victim, by its place in the schedule, and how long after its death it did its work again."""

    victim: str
    processes: Sequence[str]
    seconds: float


class Faults:
    """What is done to a cluster; one of its databases tells whether PostgreSQL is back.

    Processes are started in the main thread, for they end with the thread that started them. ``started_again`` counts
    those that ended by themselves on their way back.
    """

    def __init__(self, cluster: Cluster, database: Database) -> None:
        self._cluster = cluster
        self._database = database
        self._recovering: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self.recovered: list[Recovered] = []
        self.started_again: Counter[str] = Counter()

    async def do(self, kills: Sequence[Kill]) -> None:
        """Kill after kill; returns when all that was killed is back. Raises what kept something from coming back."""
        for kill in kills:
            await asyncio.sleep(kill.after)
            for task in [task for task in self._tasks if task.done()]:
                self._tasks.discard(task)
                task.result()
            victims = await self._victims(kill)
            hold = AsyncExitStack()
            for name in self._locks(victims):
                await hold.enter_async_context(self._recovering[name])
            self._tasks.add(asyncio.create_task(self._kill(kill, victims, hold)))
        await asyncio.gather(*self._tasks)

    async def _kill(self, kill: Kill, victims: Sequence[Process], hold: AsyncExitStack) -> None:
        async with hold:
            began = time.monotonic()
            await asyncio.gather(*(asyncio.to_thread(victim.kill) for victim in victims))
            await asyncio.sleep(kill.down)
            for victim in victims:
                victim.start()
            for victim in victims:
                await self._back(victim)
            seconds = time.monotonic() - began
            self.recovered.append(Recovered(kill.victim, [victim.name for victim in victims], seconds))

    async def _back(self, victim: Process) -> None:
        """Wait until it does its work, and start it again when it ends before: as whoever supervises it would."""
        if not isinstance(victim, Program):
            await asyncio.to_thread(self._cluster.kafka.wait, READY_SECONDS)
            return
        deadline = time.monotonic() + READY_SECONDS
        while not await self._is_ready(victim):
            assert time.monotonic() < deadline, f"{victim.name} does not come back\n{victim.tail()}"
            if victim.pid is None:
                self.started_again[victim.name] += 1
                victim.start()
            await asyncio.sleep(0.3)

    async def _is_ready(self, victim: Program) -> bool:
        """Of PostgreSQL: whether it has recovered, and lets somebody in."""
        if not await asyncio.to_thread(victim.is_ready):
            return False
        try:
            await self._database.ping()
        except Exception:
            return victim is not self._cluster.postgres
        return True

    def _locks(self, victims: Sequence[Process]) -> list[str]:
        """What must be back before these are killed: they themselves, of the brokers all."""
        brokers = set(self._cluster.kafka.brokers.values())
        return sorted({"brokers" if victim in brokers else victim.name for victim in victims})

    async def _victims(self, kill: Kill) -> Sequence[Process]:
        what, _, service = kill.victim.partition(" of ")
        if kill.victim == "postgres":
            return [self._cluster.postgres]
        if kill.victim == "gateway":
            return [self._cluster.gateway]
        if kill.victim == "a broker":
            brokers = list(self._cluster.kafka.brokers.values())
            return [brokers[kill.number % len(brokers)]]
        replicas = [one for name, one in self._cluster.replicas.items() if name.startswith(f"{service}-")]
        if what == "both":
            return replicas
        if what == "relay":
            return [await self._relay(service) or replicas[kill.number % 2]]
        return [replicas[kill.number % 2]]

    async def _relay(self, service: str) -> Process | None:
        """The replica that publishes now: the one whose count of published events moves."""
        before = await self._published(service)
        await asyncio.sleep(LOOK_SECONDS)
        after = await self._published(service)
        moved = [name for name in after if after[name] > before.get(name, 0)]
        return self._cluster.replicas[moved[0]] if moved else None

    async def _published(self, service: str) -> Mapping[str, float]:
        found = {}
        async with httpx.AsyncClient(timeout=2) as http:
            for one in self._cluster.topology.replicas:
                if one.service == service:
                    try:
                        text = (await http.get(f"http://127.0.0.1:{one.port}/metrics")).text
                    except httpx.TransportError:
                        continue
                    found[one.name] = _sum(text, "finsam_events_published_total")
        return found


def _sum(text: str, name: str) -> float:
    families = text_string_to_metric_families(text)
    return sum(sample.value for family in families for sample in family.samples if sample.name == name)
