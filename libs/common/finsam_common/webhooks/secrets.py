"""Webhooks' secrets under the first key: after a rotation what another key sealed is sealed anew."""

from __future__ import annotations

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import select, update

from finsam_common.db.database import Database
from finsam_common.sealing import Sealing

log = structlog.get_logger()


async def seal_anew(database: Database, service: str, sealing: Sealing) -> None:
    """Seal every secret with the first key. One that no key opens is told of, and left as it is."""
    table = database.metadata.tables["webhooks"]
    async with database.read() as read:
        rows = await read.all(select(table.c.id, table.c.secret, table.c.previous_secret))
    for row in rows:
        kept = {name: row[name] for name in ("secret", "previous_secret") if row[name] is not None}
        try:
            anew = {name: sealing.anew(sealed) for name, sealed in kept.items()}
        except InvalidToken:
            log.error("webhook.no-key", service=service, webhook=str(row["id"]))
            continue
        if anew != kept:
            async with database.write() as uow:
                unchanged = [table.c[name] == sealed for name, sealed in kept.items()]
                await uow.execute(update(table).where(table.c.id == row["id"], *unchanged).values(anew))
