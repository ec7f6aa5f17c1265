"""Headcounts are found by year and moment."""

from alembic import op

revision = "2026_11_26_headcounts_by_moment"
down_revision = "2026_11_26_totals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("headcounts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_headcounts_year_known_from"),
            ["year", "known_from"],
            unique=False,
            postgresql_using="brin",
            postgresql_with={"autosummarize": "on"},
        )
