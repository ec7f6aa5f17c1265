"""One database and one role for each service, and no way from one to another's."""

from __future__ import annotations

import asyncpg
import pytest

from finsam_cluster.cluster import Cluster
from finsam_cluster.topology import Topology

SERVICES = Topology.load().services


def dsn(cluster: Cluster, role: str, database: str | None = None) -> str:
    return cluster.postgres.url_of(role, database).replace("+asyncpg", "")


@pytest.mark.parametrize("role", SERVICES)
async def test_a_role_reaches_its_own_database_and_no_other(cluster: Cluster, role: str) -> None:
    connection = await asyncpg.connect(dsn(cluster, role))
    owner = "SELECT rolname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid WHERE datname = current_database()"
    assert await connection.fetchval(owner) == role
    powers = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication FROM pg_roles WHERE rolname = $1"
    assert await connection.fetchval(powers, role) is False
    await connection.close()
    for other in {*SERVICES, "postgres", "template1"} - {role}:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(dsn(cluster, role, other))


async def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    wrong = dsn(cluster, "registry").replace("registry:", "registry:x")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)
