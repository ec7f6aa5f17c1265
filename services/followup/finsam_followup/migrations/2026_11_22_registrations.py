"""Interventions, headcounts, budgets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from finsam_common.db.types import UtcDateTime
from finsam_common.migrations import first_tables

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "2026_11_22_registrations"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    first_tables.create()
    op.create_table(
        "budget_heads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_heads")),
        sa.UniqueConstraint("federation_id", "external_id", name=op.f("uq_budget_heads_federation_id_external_id")),
    )
    op.create_table(
        "budget_versions",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinary_ore", sa.BigInteger(), nullable=False),
        sa.Column("esf_ore", sa.BigInteger(), nullable=False),
        sa.Column("provenance", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_budget_versions")),
    )
    with op.batch_alter_table("budget_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_versions_federation_id"), ["federation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_versions_intervention_id"), ["intervention_id"], unique=False)

    op.create_table(
        "federation_municipalities",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_known", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("federation_id", "municipality_code", name=op.f("pk_federation_municipalities")),
    )
    op.create_table(
        "federations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_known", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_federations")),
    )
    op.create_table(
        "headcount_heads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headcount_heads")),
        sa.UniqueConstraint("federation_id", "external_id", name=op.f("uq_headcount_heads_federation_id_external_id")),
    )
    op.create_table(
        "headcount_versions",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("men", sa.Integer(), nullable=True),
        sa.Column("sex_unknown", sa.Integer(), nullable=False),
        sa.Column("counting", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.String(length=40), nullable=False),
        sa.Column("provenance", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_headcount_versions")),
    )
    with op.batch_alter_table("headcount_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_headcount_versions_federation_id"), ["federation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_headcount_versions_intervention_id"), ["intervention_id"], unique=False)

    op.create_table(
        "intervention_flags",
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("intervention_id", "reason", name=op.f("pk_intervention_flags")),
    )
    op.create_table(
        "intervention_heads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention_heads")),
        sa.UniqueConstraint(
            "federation_id", "external_id", name=op.f("uq_intervention_heads_federation_id_external_id")
        ),
    )
    op.create_table(
        "intervention_versions",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("orientation", sa.String(length=40), nullable=False),
        sa.Column("focus", sa.String(length=40), nullable=False),
        sa.Column("registration_method", sa.String(length=40), nullable=False),
        sa.Column("esf_financed", sa.Boolean(), nullable=False),
        sa.Column("target_groups", JSON, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("provenance", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_intervention_versions")),
    )
    with op.batch_alter_table("intervention_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intervention_versions_federation_id"), ["federation_id"], unique=False)
