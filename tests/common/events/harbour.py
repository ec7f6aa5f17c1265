"""A harbour that says which ships lie where, and a quay that hears it: enough to try the event engine on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Table, Text, cast, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from finsam_common.db import Database, TableBase, Write, service_metadata, table_of
from finsam_common.events.consume import Consumer
from finsam_common.events.projections import Amend, Change, Heard, ProjectionSet, Put, Remove
from finsam_common.events.relay import Relay
from finsam_common.transports import LocalLog, Logged, Partition, Transport, partition_of
from finsam_common.writes import Command
from finsam_contracts import Event
from finsam_contracts.event import PARTITIONS
from tests import engines

PARTITIONS["harbour"] = 3
TOPIC = "harbour.public"


class ShipArrived(Event, name="harbour.ship-arrived.v1", key="ship"):
    """A ship lies at a berth. There is no berth 13: who hears of it fails."""

    ship: str
    berth: int


class ShipMoved(Event, name="harbour.ship-moved.v1", key="ship"):
    """A ship lies at another berth."""

    ship: str
    berth: int


class ShipLeft(Event, name="harbour.ship-left.v1", key="ship"):
    """A ship is at sea."""

    ship: str


class ShipMovedFar(Event, name="harbour.ship-moved.v2", key="ship"):
    """A later version of an event that the quay hears, which it does not know."""

    ship: str
    harbour: str


class TideTurned(Event, name="harbour.tide-turned.v1", key="ship"):
    """Nobody at the quay wants to know."""

    ship: str


class Base(TableBase):
    __abstract__ = True
    metadata = service_metadata()


class Ship(Base):
    """A projection. No harbour has a thousand berths: the database refuses that."""

    __tablename__ = "ships"
    __table_args__ = (CheckConstraint("berth < 1000", name="berth"),)
    name: Mapped[str] = mapped_column(primary_key=True)
    berth: Mapped[int] = mapped_column(index=True)
    moved_to: Mapped[int | None]
    event_id: Mapped[UUID]
    known_at: Mapped[datetime]


class Greeting(Base):
    """State of the quay's own."""

    __tablename__ = "greetings"
    id: Mapped[int] = mapped_column(primary_key=True)
    ship: Mapped[str]
    berth_seen: Mapped[int]


class NoSuchBerth(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Greet(Command):
    ship: str


SHIPS = table_of(Ship)
GREETINGS = table_of(Greeting)
BAD_BERTH = 13
"""Hearing of it fails, unless somebody has built it meanwhile."""


def ships(*, version: int = 1, built: Sequence[int] = (), greets: bool = True) -> ProjectionSet:
    """The quay's set; berth 13 works once it is ``built``."""
    heard_at_quay = ProjectionSet("ships", version, [Ship])

    @heard_at_quay.project(ShipArrived)
    def arrived(heard: Heard[ShipArrived]) -> list[Change]:
        if heard.event.berth == BAD_BERTH and BAD_BERTH not in built:
            raise NoSuchBerth
        row = {"name": heard.event.ship, "berth": heard.event.berth}
        return [Put(Ship, row | {"event_id": heard.envelope.id, "known_at": heard.known_at})]

    @heard_at_quay.project(ShipMoved)
    def moved(heard: Heard[ShipMoved]) -> list[Change]:
        return [Amend(Ship, {"name": heard.event.ship, "moved_to": heard.event.berth})]

    @heard_at_quay.project(ShipLeft)
    def left(heard: Heard[ShipLeft]) -> list[Change]:
        return [Remove(Ship, {"name": heard.event.ship})]

    if greets:

        @heard_at_quay.react(ShipArrived)
        def greet(heard: Heard[ShipArrived]) -> list[Command]:
            return [Greet(heard.event.ship)]

    return heard_at_quay


async def run_commands(uow: Write, commands: Sequence[Command], heard: Heard[Any]) -> None:
    """What the quay answers: it looks where the ship lies, greets it, and tells."""
    for command in commands:
        assert isinstance(command, Greet)
        berth = await uow.scalar(select(SHIPS.c.berth).where(SHIPS.c.name == command.ship))
        if command.ship.endswith("Vasa"):
            raise NoSuchBerth
        await uow.connection.execute(insert(GREETINGS).values(ship=command.ship, berth_seen=berth))


class Harbour:
    """The producer: its database and its relay."""

    def __init__(self, database: Database, log: LocalLog) -> None:
        self.database = database
        self.log = log
        self.relay = Relay(database, log, "harbour", batch=10)

    async def say(self, *events: Event) -> None:
        """Let events happen, in one transaction."""
        async with self.database.write() as uow:
            for event in events:
                uow.emit(event)

    async def publish(self) -> None:
        """Let the relay come to rest."""
        while await self.relay.step():
            pass

    async def published(self) -> list[tuple[int, str]]:
        """What the log has of each key, and in which order: (position, key), partition by partition."""
        found = []
        for number in range(3):
            records = await self.log.fetch(TOPIC, number, 0, 100_000)
            found += [(int(record.headers["ce_position"]), record.key) for record in records]
        return found


class Quay:
    """The consumer: its database and what it hears."""

    def __init__(
        self, database: Database, log: Transport, heard: ProjectionSet | None = None, batch: int = 100
    ) -> None:
        self.database = database
        self.log = log
        self.set = heard or ships()
        self.consumer = Consumer(database, log, "quay", [self.set], run_commands, batch=batch)

    async def settle(self) -> None:
        """Let the consumer come to rest."""
        while await self.consumer.step():
            pass

    async def berths(self) -> dict[str, int]:
        """Which ship lies where."""
        async with self.database.read() as read:
            rows = await read.all(select(SHIPS.c.name, SHIPS.c.berth, SHIPS.c.moved_to))
        return {row["name"]: row["moved_to"] or row["berth"] for row in rows}

    async def greeted(self) -> list[tuple[str, int]]:
        """Which ships were greeted, in order, and at which berth they were seen."""
        async with self.database.read() as read:
            rows = await read.all(select(GREETINGS.c.ship, GREETINGS.c.berth_seen).order_by(GREETINGS.c.id))
        return [(row["ship"], row["berth_seen"]) for row in rows]

    async def bytes_of(self, table: Table = SHIPS) -> list[tuple[str, ...]]:
        """A table as the database stores it, by primary key."""
        async with self.database.read() as read:
            text = [cast(column, Text).label(column.key) for column in table.columns]
            return [tuple(map(str, row.values())) for row in await read.all(select(*text).order_by(*table.primary_key))]

    async def rows_of(self, name: str) -> list[dict[str, Any]]:
        """A table of the engine."""
        table = Base.metadata.tables[name]
        async with self.database.read() as read:
            return [dict(row) for row in await read.all(select(table).order_by(*table.primary_key))]

    async def parked(self) -> list[tuple[str, str]]:
        """What is parked: (key, reason), in the order of the log."""
        return [(each.key, str(each.reason)) for each in await self.consumer.parked(self.set.name)]

    def another(self, heard: ProjectionSet | None = None, batch: int = 100) -> Quay:
        """Another process of the same service: the same database and log, a consumer of its own."""
        return Quay(self.database, self.log, heard or self.set, batch)


async def copied(log: LocalLog, name: str, keep: Callable[[Logged], bool]) -> LocalLog:
    """Another log beside it, without the records that were not to be kept."""
    copy = LocalLog(log.path.with_name(name))
    await copy.provision([ShipArrived.topic])
    for number in range(3):
        records = await log.fetch(TOPIC, number, 0, 100_000)
        await copy.publish(TOPIC, number, [record for record in records if keep(record)])
    return copy


def berthing(ship: str) -> Partition:
    """The partition of a ship's events."""
    return Partition(TOPIC, partition_of(ship, 3))


_template: list[str] = []


async def template() -> str:
    """A database with the quay's tables to copy from, made once in a test run."""
    if not _template:
        url = await engines.new_database(Path(mkdtemp()), "template-quay")
        database = Database(url, Base.metadata)
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await database.close()
        _template.append(url)
    return _template[0]


@asynccontextmanager
async def open_database(folder: Path, name: str) -> AsyncIterator[Database]:
    """A database of one's own with the quay's tables, on the engine under test."""
    url = await engines.new_database(folder, name, template=await template())
    database = Database(url, Base.metadata)
    yield database
    await database.close()
    await engines.drop_database(url)


@asynccontextmanager
async def open_port(folder: Path, batch: int = 100) -> AsyncIterator[tuple[Harbour, Quay]]:
    """A harbour and a quay with a log between them."""
    log = LocalLog(folder / "log.db")
    async with open_database(folder, "harbour") as harbour, open_database(folder, "quay") as quay:
        yield Harbour(harbour, log), Quay(quay, log, batch=batch)
    await log.close()
