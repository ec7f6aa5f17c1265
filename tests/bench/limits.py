"""Limits of the write path: PostgreSQL itself with the same rows, FastAPI itself without a database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from finsam_cluster.programs import Program
from tests.bench.bench import Bench, running
from tests.bench.database import ask
from tests.bench.line import require_all
from tests.bench.load import CONNECTIONS

TABLES = ("intervention_heads", "intervention_versions", "outbox", "idempotency_keys")
NUMBERED = r"\set n random(1, 9000000000000000000)"
FRESH: Mapping[str, Mapping[str, str]] = {
    "intervention_heads": {"id": "md5(:n::text)::uuid", "external_id": ":n::text"},
    "intervention_versions": {"id": "md5(:n::text)::uuid", "external_id": ":n::text"},
    "outbox": {"id": "gen_random_uuid()"},
    "idempotency_keys": {"key": ":n::text"},
}
"""What is new in each row; everything else is as in the row that a service wrote."""
GIVEN_LATER = {"outbox": ("seq", "partition", "position")}


def script(url: str, name: str) -> str:
    """A pgbench script of one transaction that inserts the four rows of a registration, as the service wrote them."""
    lines = [NUMBERED, "BEGIN;"]
    for table in TABLES:
        row = _pattern(url, table, name)
        columns = ", ".join(f'"{column}"' for column in row)
        lines.append(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(row.values())});")
    return "\n".join([*lines, "COMMIT;"]) + "\n"


def pgbench(url: str, file: Path, how_long: str) -> float:
    """Transactions a second of a script with 32 clients, prepared, every one of them durable and counted.

    ``how_long`` is an option of pgbench.
    """
    before = _rows(url)
    address = make_url(url)
    options = ["--no-vacuum", "--protocol=prepared", f"--client={CONNECTIONS}", "--jobs=1", how_long]
    where = [f"--host={address.host}", f"--port={address.port}", f"--username={address.username}"]
    done = subprocess.run(
        ["pgbench", *options, *where, f"--file={file}", str(address.database)],
        env={**os.environ, "PGPASSWORD": str(address.password)},
        capture_output=True,
        text=True,
        check=True,
    )
    require_all(_rows(url) - before, int(_number(r"actually processed: (\d+)", done.stdout)), "pgbench's rows")
    return _number(r"tps = ([\d.]+)", done.stdout + done.stderr)


@contextmanager
def bare(bench: Bench, module: str, *arguments: str) -> Iterator[int]:
    """The port of a bare application, in a process of its own with the same server as the services."""
    port = bench.topology.port("gateway")
    command = [sys.executable, "-m", module, str(port), *arguments]
    with running(Program("bare", bench.folder, command, module, ready=f"http://127.0.0.1:{port}/ready")):
        yield port


def _pattern(url: str, table: str, name: str) -> dict[str, str]:
    """The row of a registration as SQL, with what must be new replaced."""
    where = (
        "data::jsonb ->> 'externalId'" if table == "outbox" else "key" if table == "idempotency_keys" else "external_id"
    )
    (row,) = ask(url, f"SELECT to_jsonb(t) ->> 'x', t.* FROM {table} t WHERE {where} = $1", name)
    left_out = GIVEN_LATER.get(table, ())
    return {
        column: FRESH[table].get(column, _literal(value))
        for column, value in list(row.items())[1:]
        if column not in left_out
    }


def _literal(value: Any) -> str:
    """A constant in which pgbench finds no ``:variable``."""
    if value is None:
        return "NULL"
    return "E'" + str(value).replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3a") + "'"


def _rows(url: str) -> int:
    return int(ask(url, "SELECT count(*) FROM intervention_versions")[0][0])


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(text)
    return float(found[1])
