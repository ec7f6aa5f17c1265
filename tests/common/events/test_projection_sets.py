"""A projection set takes only what a replay can give again."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint, func

from finsam_common.events.changes import Change, Put, Remove
from finsam_common.events.projections import Context, Heard, ProjectionSet
from tests.common.events.harbour import SHIPS, Ship, ShipArrived, ShipMoved, ShipMovedFar, TideTurned, ships

NOW = datetime(2025, 1, 22, tzinfo=UTC)


def heard(event: ShipArrived, topic: str = "harbour.public") -> Heard[ShipArrived]:
    context = Context(uuid4(), event.event_name, "urn:finsam:service:harbour", event.key, NOW, uuid4(), 1, 0)
    return Heard(event, context, NOW, topic, 0, 0)


def table(*columns: Column[int] | UniqueConstraint) -> Table:
    return Table("t", MetaData(), *columns)


@pytest.mark.parametrize(
    ("refused", "because"),
    [
        (table(Column("n", Integer)), "no primary key"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer, ForeignKey("t.n"))), "refers to another"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer, default=1)), "default"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer, server_default=func.now())), "default"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer, onupdate=1)), "default"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer, unique=True)), "uniqueness"),
        (table(Column("n", Integer, primary_key=True), Column("m", Integer), UniqueConstraint("m")), "uniqueness"),
    ],
)
def test_a_table_with_more_than_events_can_tell_is_refused(refused: Table, because: str) -> None:
    with pytest.raises(TypeError, match=because):
        ProjectionSet("set", 1, [refused])


@pytest.mark.parametrize(
    ("type_name", "verdict"),
    [
        (ShipMoved.event_name, "heard"),
        (ShipMovedFar.event_name, "newer"),
        ("harbour.ship-moved.v17", "newer"),
        ("harbour.ship-moved.v0", "unknown"),
        (TideTurned.event_name, "unknown"),
        ("harbour.ship-moved", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_type_is_heard_or_newer_or_nobodys(type_name: str, verdict: str) -> None:
    assert ships().verdict(type_name) == verdict


def test_an_older_version_than_the_one_heard_is_nobodys() -> None:
    newer = ProjectionSet("ships", 1, [Ship])
    newer.project(ShipMovedFar)(lambda heard: [])
    assert newer.verdict(ShipMoved.event_name) == "unknown"


def test_every_function_of_an_event_is_asked_in_order() -> None:
    both = ships(greets=False)
    more = Put(Ship, {"name": "Bore"})
    both.project(ShipArrived)(lambda heard: [more])
    changes = both.changes(heard(ShipArrived(ship="Anna", berth=1)))
    assert [change.row["name"] for change in changes] == ["Anna", "Bore"]


def test_a_set_writes_its_own_tables_only() -> None:
    other = Table("others", MetaData(), Column("n", String, primary_key=True))
    trespassing = ships(greets=False)

    @trespassing.project(ShipArrived)
    def arrived(heard: Heard[ShipArrived]) -> list[Change]:
        return [Put(other, {"n": heard.event.ship})]

    with pytest.raises(TypeError, match="others is not a table of ships"):
        trespassing.changes(heard(ShipArrived(ship="Anna", berth=1)))


def test_a_table_is_made_of_one_topic() -> None:
    mixed = ships(greets=False)
    mixed.changes(heard(ShipArrived(ship="Anna", berth=1)))
    with pytest.raises(TypeError, match="ships is made of harbour"):
        mixed.changes(heard(ShipArrived(ship="Anna", berth=1), topic="harbour.restricted"))


def test_a_set_knows_its_topics_and_tables() -> None:
    assert [topic.name for topic in ships().topics] == ["harbour.public"]
    assert ships().tables == (SHIPS,)


def test_rows_that_something_is_derived_from_are_put_and_nothing_else() -> None:
    fleet = ProjectionSet("fleet", 1, [Ship])
    fleet.derive(Ship, "name")(lambda into, put: [])
    fleet.project(ShipArrived)(lambda heard: [Remove(Ship, {"name": heard.event.ship})])
    with pytest.raises(TypeError, match="derived from"):
        fleet.changes(heard(ShipArrived(ship="Vasa", berth=1)))
