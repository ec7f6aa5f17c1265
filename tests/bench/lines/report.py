"""The national report over HTTP while 10 million facts are kept, beside DuckDB counting the same facts."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import duckdb
import httpx
from sqlalchemy import insert, text

from finsam_cluster import servers
from finsam_cluster.topology import Replica
from finsam_common.db import Database, table_of
from finsam_contracts.values import Focus
from finsam_reporting.app import service
from finsam_reporting.facts.models import Headcount, HeadcountTotal
from finsam_reporting.facts.standing import recount
from tests.bench import told
from tests.bench.bench import Bench
from tests.bench.database import plain
from tests.bench.duck import Counts, count
from tests.bench.line import Goal, Line, LostRowsError, Side, Values, require_all

YEAR = told.LAST_YEAR
TELLING_BEGINS = datetime(YEAR - 1, 3, 1, tzinfo=UTC)
DAYS_OF_TELLING = 1000
"""In which the facts of the report's two years become known, corrections and all."""
MOMENTS = 3


@dataclass
class Reported:
    """The report of one process, and what DuckDB counts for the same moments."""

    client: httpx.Client
    duck: duckdb.DuckDBPyConnection
    random: random.Random = field(default_factory=lambda: random.Random(YEAR))
    asked: list[tuple[datetime, dict[str, int]]] = field(default_factory=list)

    def latest(self) -> Values:
        """Milliseconds of the report as it is known now."""
        self.asked = []
        return {"latest": self._ask(None)}

    def earlier(self) -> Values:
        """Milliseconds of the report as it was known then: of several moments, on average."""
        self.asked = []
        return {"earlier": sum(self._ask(self._moment()) for _ in range(MOMENTS)) / MOMENTS}

    def counted(self, name: str) -> Values:
        """Milliseconds in which DuckDB counts for the moments just asked for. LostRowsError if it counts otherwise."""
        seconds = 0.0
        for moment, figures in self.asked:
            counts, took = count(self.duck, YEAR, moment)
            seconds += took
            _require_same(figures, counts)
        return {name: seconds * 1000 / len(self.asked)}

    def _moment(self) -> datetime:
        return TELLING_BEGINS + timedelta(days=self.random.uniform(0, DAYS_OF_TELLING))

    def _ask(self, moment: datetime | None) -> float:
        parameters = {} if moment is None else {"knownAt": moment.isoformat().replace("+00:00", "Z")}
        began = time.perf_counter()
        answer = self.client.get(f"/reporting/v1/reports/national/{YEAR}", params=parameters)
        took = time.perf_counter() - began
        report = answer.raise_for_status().json()
        self.asked.append((datetime.fromisoformat(report["knownAt"]), _figures(report)))
        return took * 1000


@contextmanager
def sides(bench: Bench) -> Iterator[Sequence[Side]]:
    """Facts are put into the tables as the projections would, and their totals counted by reporting's own SQL."""
    environment = bench.environment("reporting", f"local://{bench.folder / 'reporting.db'}")
    bench.migrate("reporting", environment)
    duck = told.tell(monthly=bench.size(2500, 25))
    asyncio.run(_fill(bench, environment["DATABASE_URL"], duck))
    port = bench.port("reporting", 1)
    program = servers.replica(bench.folder, Replica("reporting", 1, port), environment)
    program.start()
    try:
        program.wait()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            reported = Reported(client, duck)
            yield (
                reported.latest,
                lambda: reported.counted("DuckDB, latest"),
                reported.earlier,
                lambda: reported.counted("DuckDB, earlier"),
            )
    finally:
        program.stop()
        duck.close()


async def _fill(bench: Bench, url: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Every table without its primary key first: an index is sooner made of many rows than kept with each."""
    folder = bench.new_folder("facts")
    connection = await asyncpg.connect(plain(url), server_settings={"TimeZone": "UTC", "maintenance_work_mem": "512MB"})
    try:
        for table in told.TABLES:
            path, columns = told.write(duck, table, folder)
            key = ", ".join(column.name for column in service.metadata.tables[table].primary_key)
            await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}")
            await connection.copy_to_table(table, source=path, format="csv", columns=columns)
            await connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({key})")
            path.unlink()
        await _total(url)
        await connection.execute("VACUUM ANALYZE")
        (rows,) = duck.execute("SELECT count(*) FROM headcounts").fetchone() or (0,)
        require_all(await connection.fetchval("SELECT count(*) FROM headcounts"), rows, "headcounts")
    finally:
        await connection.close()


async def _total(url: str) -> None:
    database, totals = Database(url, service.metadata), table_of(HeadcountTotal)
    async with database.write() as uow:
        await uow.execute(text("SET LOCAL work_mem = '512MB'"))
        columns = [column.key for column in totals.columns]
        counted = recount(table_of(Headcount)).subquery()
        await uow.execute(insert(totals).from_select(columns, counted.select()))
    await database.close()


def _figures(report: dict[str, Any]) -> dict[str, int]:
    return {row["code"]: row["computed"] for row in report["figures"]}


def _require_same(figures: dict[str, int], counts: Counts) -> None:
    """Raise LostRowsError unless what DuckDB counts for the report's year is what the report says."""
    expected = dict(_expected(counts))
    found = {code: figures.get(code) for code in expected}
    if found != expected:
        differing = {code: (found[code], expected[code]) for code in expected if found[code] != expected[code]}
        raise LostRowsError(f"report and DuckDB: {differing}")


def _expected(counts: Counts) -> Iterator[tuple[str, object]]:
    foci = [row for row in counts["by_focus"] if row["year"] == YEAR]
    reported = {Focus(str(row["focus"])).orientation for row in foci if row["headcounts"]}
    for row in foci:
        yield f"{row['focus']}-interventions", row["interventions"]
        of_nobody = 0 if Focus(str(row["focus"])).orientation in reported else None
        yield f"{row['focus']}-participants", row["participants"] or of_nobody
    yield "interventions-started", sum(int(str(row["started"])) for row in foci)
    yield "interventions-ended", sum(int(str(row["ended"])) for row in foci)
    for row in counts["by_group"]:
        if row["year"] == YEAR:
            yield f"{row['target_group']}-interventions", row["interventions"]
    for row in counts["by_federation"]:
        if row["year"] == YEAR:
            yield "federations-registering", row["registering"]
            yield "federations-with-individual", row["with_individual"]


LINE = Line(
    name="report",
    says="the national report of a year over HTTP at 10 million headcounts, as known now and at any earlier moment",
    goals=(
        Goal("as known now; DuckDB counting the same facts", "latest", "ms", "DuckDB, latest", at_most=0.5),
        Goal("as known at random moments; the same", "earlier", "ms", "DuckDB, earlier", at_most=2.0),
    ),
    open=sides,
)
