"""Federations, decisions, reference data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from finsam_common.db.types import UtcDateTime
from finsam_common.migrations import first_tables
from finsam_registry.code_list import counties_and_municipalities

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
PRECISION = sa.Enum("day", "year", name="dateprecision", native_enum=False, length=10)

revision = "2026_11_22_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    first_tables.create()
    counties = op.create_table(
        "counties",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("region_name", sa.String(length=100), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_counties")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("date_precision", PRECISION, nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("findings", JSON, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_table(
        "federations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_number", sa.String(length=10), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_federations")),
        sa.UniqueConstraint("organisation_number", name=op.f("uq_federations_organisation_number")),
    )
    turn = op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_table(
        "complete_days",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_complete_days_decision_id_decisions")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_complete_days")),
    )
    op.create_table(
        "decision_federations",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_federations_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["federations.id"], name=op.f("fk_decision_federations_federation_id_federations")
        ),
        sa.PrimaryKeyConstraint("decision_id", "federation_id", name=op.f("pk_decision_federations")),
    )
    with op.batch_alter_table("decision_federations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_federations_federation_id"), ["federation_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_imports_decision_id_decisions")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_imports")),
        sa.UniqueConstraint("digest", name=op.f("uq_imports_digest")),
    )
    op.create_table(
        "lives",
        sa.Column("liquidating_from", sa.Date(), nullable=True),
        sa.Column("liquidating_precision", PRECISION, nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_known", sa.Boolean(), nullable=False),
        sa.Column("since_precision", PRECISION, nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("until_precision", PRECISION, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_lives_decision_id_decisions")),
        sa.ForeignKeyConstraint(["federation_id"], ["federations.id"], name=op.f("fk_lives_federation_id_federations")),
        sa.ForeignKeyConstraint(["successor_id"], ["federations.id"], name=op.f("fk_lives_successor_id_federations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lives")),
    )
    with op.batch_alter_table("lives", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lives_federation_id_superseded_at"), ["federation_id", "superseded_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lives_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "members",
        sa.Column(
            "party",
            sa.Enum("fk", "af", "region", "municipality", name="party", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_known", sa.Boolean(), nullable=False),
        sa.Column("since_precision", PRECISION, nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("until_precision", PRECISION, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_members_decision_id_decisions")),
        sa.ForeignKeyConstraint(
            ["federation_id"], ["federations.id"], name=op.f("fk_members_federation_id_federations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_members_federation_id_superseded_at"), ["federation_id", "superseded_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_members_party_code_superseded_at"), ["party", "code", "superseded_at"], unique=False
        )

    municipalities = op.create_table(
        "municipalities",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("county_code", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code"], ["counties.code"], name=op.f("fk_municipalities_county_code_counties")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipalities")),
    )
    with op.batch_alter_table("municipalities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipalities_county_code"), ["county_code"], unique=False)

    op.create_table(
        "names",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("federation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_known", sa.Boolean(), nullable=False),
        sa.Column("since_precision", PRECISION, nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("until_precision", PRECISION, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_names_decision_id_decisions")),
        sa.ForeignKeyConstraint(["federation_id"], ["federations.id"], name=op.f("fk_names_federation_id_federations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names")),
    )
    with op.batch_alter_table("names", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_names_federation_id_superseded_at"), ["federation_id", "superseded_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_names_name_key"), ["name_key"], unique=False)

    county_rows, municipality_rows = counties_and_municipalities()
    op.bulk_insert(counties, county_rows)
    op.bulk_insert(municipalities, municipality_rows)
    op.bulk_insert(turn, [{"id": 1, "taken": 0}])
