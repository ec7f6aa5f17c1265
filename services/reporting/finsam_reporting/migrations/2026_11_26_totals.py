"""Versions with their end, totals of headcounts. Every table is empty until its set has been rebuilt from the log."""

import sqlalchemy as sa
from alembic import op

from finsam_common.db.types import UtcDateTime

revision = "2026_11_26_totals"
down_revision = "2026_11_26_sealed_secrets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision: projections are made anew, and so are their tables."""
    for table in ("budgets", "headcounts", "intervention_groups", "interventions"):
        op.drop_table(table)
    op.create_table(
        "budgets",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("ore", sa.BigInteger(), nullable=True),
        sa.Column("provenance", sa.String(length=20), nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", "id", "version", name=op.f("pk_budgets")),
    )
    op.create_table(
        "headcount_totals",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("women", sa.BigInteger(), nullable=False),
        sa.Column("men", sa.BigInteger(), nullable=False),
        sa.Column("sex_unknown", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("synthetic", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", "intervention_id", name=op.f("pk_headcount_totals")),
    )
    with op.batch_alter_table("headcount_totals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_headcount_totals_known_from"), ["known_from"], unique=False)

    op.create_table(
        "headcounts",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("men", sa.Integer(), nullable=False),
        sa.Column("sex_unknown", sa.Integer(), nullable=False),
        sa.Column("cumulative", sa.Boolean(), nullable=False),
        sa.Column("provenance", sa.String(length=20), nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", "intervention_id", "id", "version", name=op.f("pk_headcounts")),
    )
    op.create_table(
        "interventions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("orientation", sa.String(length=20), nullable=True),
        sa.Column("focus", sa.String(length=40), nullable=True),
        sa.Column("followed_up", sa.Boolean(), nullable=True),
        sa.Column("target_groups", sa.String(length=300), nullable=True),
        sa.Column("every_group", sa.Boolean(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("provenance", sa.String(length=20), nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_interventions")),
    )
    with op.batch_alter_table("interventions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interventions_known_to_last_day"), ["known_to", "last_day"], unique=False)
