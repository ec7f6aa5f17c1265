"""The tables of the event engine, which every service has beside its own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from finsam_common.db.types import UtcDateTime

SET_NAME = 100
"""Longest name of a projection set, of a topic and of a lease."""


def add_event_tables(metadata: MetaData) -> None:
    """Add the tables of the relay and of the consumer to a service's metadata."""
    _add_outgoing(metadata)
    _add_inbox(metadata)
    _add_parked(metadata)
    _add_words_of_operators(metadata)
    _add_acts_of_operators(metadata)


def _add_outgoing(metadata: MetaData) -> None:
    """``position`` numbers a service's events without gaps within ``epoch``; the relay gives it, with the partition."""
    outbox = Table(
        "outbox",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
        Column("id", Uuid(), nullable=False),
        Column("topic", String(SET_NAME), nullable=False),
        Column("key", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("data", Text, nullable=False),
        Column("traceparent", String(100)),
        Column("recorded_at", UtcDateTime(), nullable=False),
        Column("partition", Integer),
        Column("position", BigInteger),
        UniqueConstraint("id"),
        UniqueConstraint("position"),
        Index(None, "topic", "partition", "position"),
        sqlite_autoincrement=True,
    )
    unnumbered = outbox.c.position.is_(None)
    Index("ix_outbox_unnumbered", outbox.c.seq, sqlite_where=unnumbered, postgresql_where=unnumbered)
    Table(
        "relay_counter",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("epoch", Uuid(), nullable=False),
        Column("position", BigInteger, nullable=False),
    )
    Table(
        "relay_pointers",
        metadata,
        Column("topic", String(SET_NAME)),
        Column("partition", Integer),
        Column("position", BigInteger, nullable=False),
        PrimaryKeyConstraint("topic", "partition"),
    )
    Table(
        "leases",
        metadata,
        Column("name", String(SET_NAME), primary_key=True),
        Column("holder", Uuid(), nullable=False),
        Column("expires_ms", BigInteger, nullable=False),
    )


def _add_inbox(metadata: MetaData) -> None:
    """How far a projection set has heard a partition: ``offset`` is the next to read, ``position`` the last applied.

    ``known_at`` is the running maximum of the log's append times; reactions run from ``reacts_from`` on.
    """
    Table(
        "inbox",
        metadata,
        Column("projection_set", String(SET_NAME)),
        Column("topic", String(SET_NAME)),
        Column("partition", Integer),
        Column("version", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("epoch", Uuid()),
        Column("position", BigInteger, nullable=False),
        Column("known_at", UtcDateTime()),
        Column("reacts_from", BigInteger, nullable=False),
        PrimaryKeyConstraint("projection_set", "topic", "partition"),
    )


def _add_parked(metadata: MetaData) -> None:
    """Events that could not be applied and those of their key behind them, whole, for an operator to retry or skip."""
    Table(
        "parked",
        metadata,
        Column("projection_set", String(SET_NAME)),
        Column("topic", String(SET_NAME)),
        Column("partition", Integer),
        Column("offset", BigInteger),
        Column("key", Text, nullable=False),
        Column("event_id", Text),
        Column("type", Text),
        Column("reason", String(30), nullable=False),
        Column("error", Text),
        Column("headers", Text, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("known_at", UtcDateTime(), nullable=False),
        Column("reacts", Boolean, nullable=False),
        Column("parked_at", UtcDateTime(), nullable=False),
        PrimaryKeyConstraint("projection_set", "topic", "partition", "offset"),
        Index(None, "projection_set", "topic", "key"),
    )


def _add_words_of_operators(metadata: MetaData) -> None:
    """What operators decided about single offsets; a replay obeys it too.

    ``skipped``: never applied. ``resumed``: a break in the numbering (an unknown epoch, a gap) that was looked into.
    """
    for name in ("skipped", "resumed"):
        Table(
            name,
            metadata,
            Column("projection_set", String(SET_NAME)),
            Column("topic", String(SET_NAME)),
            Column("partition", Integer),
            Column("offset", BigInteger),
            Column("event_id", Text),
            Column("type", Text),
            Column("known_at", UtcDateTime(), nullable=False),
            Column("reason", Text, nullable=False),
            Column("decided_by", String(200), nullable=False),
            Column("decided_at", UtcDateTime(), nullable=False),
            PrimaryKeyConstraint("projection_set", "topic", "partition", "offset"),
        )


def _add_acts_of_operators(metadata: MetaData) -> None:
    """What operators hold still (``pauses``), what they had made anew (``rebuilds``), and every act of theirs.

    ``compared`` and ``about`` are JSON: what a comparison found by table, what an act was about and how it ended.
    """
    Table(
        "pauses",
        metadata,
        Column("projection_set", String(SET_NAME), primary_key=True),
        Column("reason", Text, nullable=False),
        Column("paused_by", String(200), nullable=False),
        Column("paused_at", UtcDateTime(), nullable=False),
    )
    Table(
        "rebuilds",
        metadata,
        Column("id", Uuid(), primary_key=True),
        Column("projection_set", String(SET_NAME), nullable=False),
        Column("swap", String(20), nullable=False),
        Column("status", String(20), nullable=False),
        Column("begun_by", String(200), nullable=False),
        Column("begun_at", UtcDateTime(), nullable=False),
        Column("ended_at", UtcDateTime()),
        Column("trouble", Text),
        Column("compared", Text),
        Index(None, "projection_set", "begun_at"),
    )
    Table(
        "operator_acts",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
        Column("act", String(40), nullable=False),
        Column("done_by", String(200), nullable=False),
        Column("organisation", String(100), nullable=False),
        Column("done_at", UtcDateTime(), nullable=False),
        Column("reason", Text),
        Column("about", Text, nullable=False),
        sqlite_autoincrement=True,
    )
