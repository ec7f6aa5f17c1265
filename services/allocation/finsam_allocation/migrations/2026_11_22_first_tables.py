"""Areas, parameter sets, inputs, runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from finsam_common.db.types import UtcDateTime
from finsam_common.migrations import first_tables

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "2026_11_22_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    first_tables.create()
    op.create_table(
        "area_federations",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("liquidating_from", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("federation_id", name=op.f("pk_area_federations")),
    )
    op.create_table(
        "area_names",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("previous_name", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("federation_id", "since", name=op.f("pk_area_names")),
    )
    op.create_table(
        "area_words",
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("said", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("federation_id", "municipality_code", "said", name=op.f("pk_area_words")),
    )
    op.create_table(
        "inputs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("areas_as_of", sa.Date(), nullable=False),
        sa.Column("previous_areas_as_of", sa.Date(), nullable=True),
        sa.Column("frame_ore", sa.BigInteger(), nullable=False),
        sa.Column("national_support_ore", sa.BigInteger(), nullable=False),
        sa.Column("age_band", sa.String(length=5), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("federations", sa.Integer(), nullable=False),
        sa.Column("municipalities", sa.Integer(), nullable=False),
        sa.Column("municipalities_outside", sa.Integer(), nullable=False),
        sa.Column("assistance_ore", sa.BigInteger(), nullable=False),
        sa.Column("inhabitants", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inputs")),
        sa.UniqueConstraint("digest", name=op.f("uq_inputs_digest")),
    )
    with op.batch_alter_table("inputs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inputs_year_id"), ["year", "id"], unique=False)

    op.create_table(
        "parameter_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_sets")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_parameter_sets_name_version")),
    )
    op.create_table(
        "input_measures",
        sa.Column("inputs_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("assistance_ore", sa.BigInteger(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=True),
        sa.Column("previous_federation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["inputs_id"], ["inputs.id"], name=op.f("fk_input_measures_inputs_id_inputs")),
        sa.PrimaryKeyConstraint("inputs_id", "municipality_code", name=op.f("pk_input_measures")),
    )
    op.create_table(
        "input_terms",
        sa.Column("inputs_id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("previous_ore", sa.BigInteger(), nullable=True),
        sa.Column("request_ore", sa.BigInteger(), nullable=True),
        sa.Column("matching_ore", sa.BigInteger(), nullable=True),
        sa.Column("equity_ore", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["inputs_id"], ["inputs.id"], name=op.f("fk_input_terms_inputs_id_inputs")),
        sa.PrimaryKeyConstraint("inputs_id", "federation_id", name=op.f("pk_input_terms")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inputs_id", sa.Uuid(), nullable=False),
        sa.Column("parameter_set_id", sa.Uuid(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("carried_over", JSON, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["inputs_id"], ["inputs.id"], name=op.f("fk_runs_inputs_id_inputs")),
        sa.ForeignKeyConstraint(
            ["parameter_set_id"], ["parameter_sets.id"], name=op.f("fk_runs_parameter_set_id_parameter_sets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint(
            "inputs_id",
            "parameter_set_id",
            "model_version",
            name=op.f("uq_runs_inputs_id_parameter_set_id_model_version"),
        ),
    )
    op.create_table(
        "run_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_results_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "federation_id", name=op.f("pk_run_results")),
    )
