"""Webhooks' secrets at rest: sealed wherever they lie, also those from before, and under the newest key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet

from finsam_common import migrate
from finsam_common.db import Database
from finsam_common.sealing import Sealing, have_keys, is_sealed
from finsam_common.service import installed
from finsam_common.webhooks.secrets import seal_anew
from finsam_common.webhooks.signing import new_secret
from tests import engines
from tests.common.webhooks.receiver import Endpoint
from tests.common.webhooks.subscribing import TOLD, WEBHOOKS, post, publish, register, subscribe, voided
from tests.world import Caller, World

BEFORE = "2026_11_22_registrations"
(FOLLOWUP,) = installed(["followup"])


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row in which a secret might lie."""
    tables = [database.metadata.tables[name] for name in ("webhooks", "idempotency_keys")]
    async with database.read() as read:
        return {table.name: [dict(row) for row in await read.all(sa.select(table))] for table in tables}


async def test_a_secret_lies_nowhere_in_the_open(followup: World, fk: Caller, endpoint: Endpoint) -> None:
    webhook = await subscribe(fk, endpoint.url)
    replaced = await post(fk, f"/{webhook['id']}/secrets")
    kept = str(await everything(followup.runtime("followup").database))
    assert webhook["url"] in kept
    assert not any(each["secret"].removeprefix("whsec_") in kept for each in (webhook, replaced))


async def test_an_answer_with_a_secret_comes_again_with_its_key(fk: Caller, endpoint: Endpoint) -> None:
    body = {"url": endpoint.url, "types": [TOLD]}
    first, again = [await fk.register(WEBHOOKS, body, key="one") for _ in range(2)]
    assert first.json()["secret"] == again.json()["secret"]


async def test_after_a_rotation_all_is_under_the_first_key_and_signs_as_before(
    followup: World, fk: Caller, endpoint: Endpoint, tmp_path: Path
) -> None:
    runtime = followup.runtime("followup")
    webhook = await subscribe(fk, endpoint.url)
    lost = await register(fk, endpoint.url)
    own = Sealing.of(runtime.settings)
    (old,) = have_keys(tmp_path / "development-sealing.keys").read_text().split()
    new = Fernet.generate_key().decode()
    table = runtime.database.metadata.tables["webhooks"]
    async with runtime.database.write() as uow:
        nobodys = Sealing([Fernet.generate_key().decode()]).seal("whsec_lost")
        await uow.execute(sa.update(table).where(table.c.id == UUID(lost["id"])).values(secret=nobodys))
    await seal_anew(runtime.database, "followup", Sealing([new, old]))
    kept = {str(row["id"]): row["secret"] for row in (await everything(runtime.database))["webhooks"]}
    assert Sealing([new]).open(kept[webhook["id"]]) == webhook["secret"]
    assert kept[lost["id"]] == nobodys, "what no key opens is left as it is"
    await seal_anew(runtime.database, "followup", own)
    assert kept == {str(row["id"]): row["secret"] for row in (await everything(runtime.database))["webhooks"]}
    await seal_anew(runtime.database, "followup", Sealing([old, new]))
    await publish(followup, voided(1))
    assert endpoint.received[-1].signed_with(webhook["secret"])


@pytest.fixture
async def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Follow-up's database as it was when secrets lay in the open, with one webhook and the answer about it."""
    monkeypatch.setenv("SEALING_KEYS_FILE", str(have_keys(tmp_path / "keys")))
    url = await engines.new_database(tmp_path, "followup")
    with monkeypatch.context() as patched:
        upgrade = ScriptDirectory._upgrade_revs
        patched.setattr(ScriptDirectory, "_upgrade_revs", lambda self, _, at: upgrade(self, BEFORE, at))
        await migrate.migrate(FOLLOWUP, url)
    return url


async def test_a_migration_seals_what_lay_in_the_open(before: str, tmp_path: Path) -> None:
    secret, previous, id_ = new_secret(), new_secret(), uuid4()
    body = f'{{"id":"{id_}","secret":"{secret}"}}'
    database, now = Database(before, FOLLOWUP.metadata), datetime.now(UTC)
    webhook = {"id": id_, "version": 1, "organisation": "fk", "url": "https://a.example", "types": TOLD}
    webhook |= {"status": "active", "secret": secret, "previous_secret": previous, "previous_until": now}
    webhook |= {"position": 0, "failures": 0, "created_at": now}
    answer = {"organisation": "fk", "key": "k", "fingerprint": "f", "status": 201, "recorded_at": now}
    answers = [answer | {"route": f"POST {WEBHOOKS}", "body": body}, answer | {"route": "POST /x", "body": "{}"}]
    async with database.write() as uow:
        await uow.insert(database.metadata.tables["webhooks"], [webhook])
        await uow.insert(database.metadata.tables["idempotency_keys"], answers)
    await migrate.migrate(FOLLOWUP, before)
    sealing = Sealing((tmp_path / "keys").read_text().split())
    kept = await everything(database)
    (row,) = kept["webhooks"]
    assert [sealing.open(row[name]) for name in ("secret", "previous_secret")] == [secret, previous]
    bodies = {each["route"]: each["body"] for each in kept["idempotency_keys"]}
    assert sealing.open(bodies[f"POST {WEBHOOKS}"]) == body
    assert bodies["POST /x"] == "{}"
    assert all(map(is_sealed, (row["secret"], row["previous_secret"])))
    await database.close()
    await engines.drop_database(before)
