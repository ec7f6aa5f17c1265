"""The table of webhooks, which every service has."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, Uuid

from finsam_common.db.types import UtcDateTime

LONGEST_URL = 2000


def add_webhook_tables(metadata: MetaData) -> None:
    """Add the webhooks to a service's metadata. ``position`` is that of the last event delivered or passed over.

    ``types`` are names of events, with spaces between them.

    Secrets are sealed; ``previous_secret`` signs beside ``secret`` until ``previous_until``. ``failures`` counts those
    in a row since ``failing_since``; the last was an ``error``, the next attempt is at ``next_attempt_at``.
    """
    Table(
        "webhooks",
        metadata,
        Column("id", Uuid(), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("organisation", String(100), nullable=False),
        Column("url", String(LONGEST_URL), nullable=False),
        Column("types", Text, nullable=False),
        Column("description", Text),
        Column("status", String(20), nullable=False),
        Column("secret", Text, nullable=False),
        Column("previous_secret", Text),
        Column("previous_until", UtcDateTime()),
        Column("position", BigInteger, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("failing_since", UtcDateTime()),
        Column("next_attempt_at", UtcDateTime()),
        Column("error", String(30)),
        Column("delivered_at", UtcDateTime()),
        Column("created_at", UtcDateTime(), nullable=False),
        Column("disabled_at", UtcDateTime()),
        Index(None, "organisation", "created_at"),
        Index(None, "status"),
    )
