"""The tables of the write path: idempotency keys, submissions and their chunks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text, Uuid

from finsam_common.db.types import UtcDateTime


def add_write_tables(metadata: MetaData) -> None:
    """Add the write path's tables to a service's metadata."""
    Table(
        "idempotency_keys",
        metadata,
        Column("organisation", String(100)),
        Column("route", String(200)),
        Column("key", String(255)),
        Column("fingerprint", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("location", String(500)),
        Column("etag", String(50)),
        Column("recorded_at", UtcDateTime(), nullable=False),
        PrimaryKeyConstraint("organisation", "route", "key"),
        Index(None, "recorded_at"),
    )
    Table(
        "submissions",
        metadata,
        Column("id", Uuid(), primary_key=True),
        Column("organisation", String(100), nullable=False),
        Column("route", String(200), nullable=False),
        Column("submitted_by", String(200), nullable=False),
        Column("atomic", Boolean, nullable=False),
        Column("dry_run", Boolean, nullable=False),
        Column("status", String(30), nullable=False),
        Column("next_row", Integer, nullable=False),
        Column("accepted", Integer, nullable=False),
        Column("corrected", Integer, nullable=False),
        Column("unchanged", Integer, nullable=False),
        Column("rejected", Integer, nullable=False),
        Column("warned", Integer, nullable=False),
        Column("created_at", UtcDateTime(), nullable=False),
        Column("ended_at", UtcDateTime()),
        Index(None, "organisation", "created_at"),
    )
    Table(
        "submission_chunks",
        metadata,
        Column("submission_id", Uuid()),
        Column("first_row", Integer),
        Column("rows", Integer, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("results", Text, nullable=False),
        PrimaryKeyConstraint("submission_id", "first_row"),
    )
