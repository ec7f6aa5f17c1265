"""Secrets that lay in the open, sealed: webhooks', and those in answers kept with idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from finsam_common.sealing import Sealing, is_sealed
from finsam_common.settings import Settings

_WEBHOOKS = sa.table("webhooks", *map(sa.column, ("secret", "previous_secret")))
_ANSWERS = sa.table("idempotency_keys", *map(sa.column, ("body", "route")))


def seal() -> None:
    """Make room for what is sealed, and seal what is there, with the keys that the process's settings name."""
    with op.batch_alter_table("webhooks", schema=None) as batch_op:
        batch_op.alter_column("secret", existing_type=sa.String(length=100), type_=sa.Text(), existing_nullable=False)
        batch_op.alter_column("previous_secret", existing_type=sa.String(length=100), type_=sa.Text())
    with_secret = _ANSWERS.c.body.like('%"secret":"whsec_%')
    _seal(_WEBHOOKS, _WEBHOOKS.c.secret, sa.true())
    _seal(_WEBHOOKS, _WEBHOOKS.c.previous_secret, _WEBHOOKS.c.previous_secret.is_not(None))
    _seal(_ANSWERS, _ANSWERS.c.body, with_secret & _ANSWERS.c.route.like("%/webhooks%"))


def _seal(table: sa.TableClause, column: sa.ColumnClause[str], which: sa.ColumnElement[bool]) -> None:
    found = op.get_bind().scalars(sa.select(column).where(which).distinct()).all()
    for text in found:
        if not is_sealed(text):
            sealed = Sealing.of(Settings()).seal(text)
            op.execute(sa.update(table).where(column == text).values({column: sealed}))
