"""The straits between brokers and everybody else: whatever they say to each other passes here, late or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Final

from finsam_cluster.kafka import BROKERS, Kafka, Listener
from finsam_cluster.ports import HOST

CLIENTS: Final = 0
"""Everybody who is no broker."""
ESTABLISHED: Final = "01"
CHUNK: Final = 16 * 2**10
UNDER_WAY: Final = 64

Link = frozenset[int]


@dataclass(frozen=True)
class Pace:
    """How late each piece arrives, and how many bytes pass in a second."""

    seconds: float
    bytes_per_second: float


class Straits:
    """Stands at the addresses that brokers advertise, and passes on to where they listen.

    Who is cut off keeps its connections, and hears nothing on them: nobody is told that the other side is gone.
    """

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self.loop = asyncio.new_event_loop()
        self._barred: dict[Link, asyncio.Event] = {}
        self._paces: dict[int, Pace] = {}

    def cut_off(self, broker: int, *others: int) -> None:
        """Let nothing pass between a broker and these others, in either direction."""
        self._barred |= {frozenset((broker, other)): asyncio.Event() for other in others if other != broker}

    def slow_down(self, broker: int, pace: Pace) -> None:
        """Let everything from and to a broker take its time."""
        self._paces[broker] = pace

    def clear(self) -> None:
        """Let everything pass; what was held back arrives now."""
        barred, self._barred, self._paces = self._barred, {}, {}
        for free in barred.values():
            self.loop.call_soon_threadsafe(free.set)

    async def open(self) -> Sequence[asyncio.Server]:
        """Stand where brokers are looked for."""
        ways = product(range(1, BROKERS + 1), Listener)
        return [await self._open(broker, listener) for broker, listener in ways]

    async def _open(self, broker: int, listener: Listener) -> asyncio.Server:
        async def passing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            link = frozenset((self._who(writer.get_extra_info("peername")[1]), broker))
            with suppress(OSError):
                await self._passage(link, 0, time.monotonic())
                there = await asyncio.open_connection(HOST, self._kafka.places.port(broker, listener))
                await asyncio.gather(self._pump(reader, there[1], link), self._pump(there[0], writer, link))
            writer.close()

        return await asyncio.start_server(passing, HOST, self._kafka.reached.port(broker, listener))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: Link) -> None:
        """What was sent earlier arrives earlier; a later piece is under way at the same time."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(UNDER_WAY)
        departing = asyncio.create_task(_depart(reader, under_way))
        try:
            while chunk := (sent := await under_way.get())[1]:
                await self._passage(link, len(chunk), sent[0])
                writer.write(chunk)
                await writer.drain()
            await self._passage(link, 0, sent[0])
        except OSError:
            departing.cancel()
        writer.close()

    async def _passage(self, link: Link, size: int, sent_at: float) -> None:
        if (free := self._barred.get(link)) is not None:
            await free.wait()
        for pace in (self._paces[broker] for broker in link & self._paces.keys()):
            await asyncio.sleep(max(sent_at + pace.seconds - time.monotonic(), size / pace.bytes_per_second))

    def _who(self, port: int) -> int:
        """The broker whose socket has a port, or CLIENTS."""
        for number, broker in self._kafka.brokers.items():
            if broker.pid is not None and _socket_at(port) in _sockets_of(broker.pid):
                return number
        return CLIENTS


async def _depart(reader: asyncio.StreamReader, under_way: asyncio.Queue[tuple[float, bytes]]) -> None:
    chunk = b"-"
    while chunk:
        try:
            chunk = await reader.read(CHUNK)
        except OSError:
            chunk = b""
        await under_way.put((time.monotonic(), chunk))


@contextmanager
def straits_of(kafka: Kafka) -> Iterator[Straits]:
    """The straits of brokers, in a thread beside the test; they are there before the brokers look for each other."""
    straits = Straits(kafka)
    loop = straits.loop
    loop.set_exception_handler(lambda *_: None)  # connections that end in the middle of a word are what this is for
    servers = loop.run_until_complete(straits.open())
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield straits
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_close(servers))
        loop.close()


async def _close(servers: Sequence[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    passing = asyncio.all_tasks() - {asyncio.current_task()}
    for task in passing:
        task.cancel()
    await asyncio.gather(*passing, return_exceptions=True)


def _socket_at(port: int) -> str:
    """The link that a process has to its socket with a local port; Java's are in the list of IPv6."""
    for connections in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(connections).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(f":{port:04X}") and fields[3] == ESTABLISHED:
                return f"socket:[{fields[9]}]"
    return ""


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for file in Path(f"/proc/{pid}/fd").glob("*"):
        with suppress(OSError):  # closed meanwhile
            found.add(str(file.readlink()))
    return found
