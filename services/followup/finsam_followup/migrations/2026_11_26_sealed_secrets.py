"""Sealed secrets."""

from finsam_common.migrations import sealed_secrets

revision = "2026_11_26_sealed_secrets"
down_revision = "2026_11_22_registrations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    sealed_secrets.seal()
