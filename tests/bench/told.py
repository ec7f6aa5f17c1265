"""Facts as a hundred countries would tell them in fourteen years, as the rows that the projections write of them.

The country finances some 600 interventions a year in 69 federations; here 2,500 begin each month and last two years on
average. Each month of each of them is reported in the month after: 10 million headcounts from 2010 to 2023. Of these
5 % are corrected within eight months, 1 % taken back after that; one intervention in ten reports cumulative numbers.
An intervention's end is told when it has come; one in two hundred was registered in error. DuckDB makes all of it, the
same at every run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from finsam_contracts.values import Focus, TargetGroup

FIRST_YEAR: Final = 2010
LAST_YEAR: Final = 2023
FEDERATIONS: Final = 69
TABLES: Final = ("federation_days", "interventions", "headcounts", "budgets")

_FOCI = ", ".join(f"'{focus}'" for focus in Focus)
_ORIENTATIONS = ", ".join(f"'{focus.orientation}'" for focus in Focus)
_GROUPS = ", ".join(f"'{group}'" for group in TargetGroup)
_WITH_END = "lead(known_from) OVER (PARTITION BY id ORDER BY version) AS known_to"

_SQL = f"""
CREATE MACRO share(n, salt) AS (hash(n, salt) % 1000000) / 1000000.0;
CREATE MACRO later(moment, days, n, salt) AS moment + to_seconds((days * 86400 * share(n, salt))::BIGINT);
CREATE MACRO id_of(kind, name) AS md5(kind || name)::UUID;

CREATE TABLE federation_days AS
SELECT id_of('federation ', n) AS federation_id, true AS "first", DATE '2005-01-01' AS day, true AS exact,
       n AS version, TIMESTAMP '2009-01-01' AS known_from
FROM range({FEDERATIONS}) AS t(n);

CREATE TEMP TABLE begun AS
SELECT n, id_of('intervention ', n) AS id, 12 + hash(n, 1) % 25 AS length,
       (DATE '{FIRST_YEAR - 2}-01-01' + to_months((n // $monthly)::INTEGER))::DATE AS first_day,
       (first_day + to_months(length::INTEGER) - INTERVAL 1 DAY)::DATE AS last_day,
       id_of('federation ', hash(n, 2) % {FEDERATIONS}) AS federation_id,
       (hash(n, 3) % 7)::INTEGER AS kind, hash(n, 4) % 10 = 0 AS cumulative
FROM range($monthly * 12 * {LAST_YEAR - FIRST_YEAR + 3}) AS t(n);

CREATE TABLE interventions AS
WITH versions AS (
    SELECT *, 1 AS version, false AS void, NULL::DATE AS ends, later(first_day::TIMESTAMP, 60, n, 5) AS known_from
    FROM begun
    UNION ALL
    SELECT *, 2, false, last_day, later(last_day::TIMESTAMP, 60, n, 6) FROM begun WHERE year(last_day) <= {LAST_YEAR}
    UNION ALL
    SELECT *, 3, true, NULL, later(last_day + INTERVAL 60 DAY, 200, n, 7)
    FROM begun WHERE year(last_day) <= {LAST_YEAR} AND share(n, 8) < 0.005
)
SELECT id, void, federation_id,
       CASE WHEN NOT void THEN [{_ORIENTATIONS}][kind + 1] END AS orientation,
       CASE WHEN NOT void THEN [{_FOCI}][kind + 1] END AS focus,
       CASE WHEN NOT void THEN true END AS followed_up,
       CASE WHEN void THEN NULL WHEN kind < 4 THEN [{_GROUPS}][(hash(n, 9) % 7)::INTEGER + 1] ELSE '' END
           AS target_groups,
       CASE WHEN NOT void THEN false END AS every_group,
       CASE WHEN NOT void THEN first_day END AS first_day,
       ends AS last_day, CASE WHEN NOT void THEN 'registered' END AS provenance,
       {_WITH_END}, version, known_from
FROM versions ORDER BY known_from;

CREATE TABLE headcounts AS
WITH months AS (
    SELECT begun.*, m, (first_day + to_months(m::INTEGER))::TIMESTAMP AS begins, n * 36 + m AS number
    FROM begun, range(36) AS t(m)
    WHERE m < length AND year(begins) BETWEEN {FIRST_YEAR} AND {LAST_YEAR}
), versions AS (
    SELECT *, 1 AS version, false AS void, 10 AS salt, later(begins + INTERVAL 31 DAY, 30, number, 11) AS known_from
    FROM months
    UNION ALL
    SELECT *, 2, false, 12, later(begins + INTERVAL 61 DAY, 240, number, 13) FROM months WHERE share(number, 14) < 0.05
    UNION ALL
    SELECT *, 3, true, 12, later(begins + INTERVAL 301 DAY, 60, number, 15) FROM months WHERE share(number, 14) < 0.01
)
SELECT year(begins)::INTEGER AS "year", id AS intervention_id, id_of('headcount ', number) AS id, void, federation_id,
       month(begins)::INTEGER AS "month", (hash(number, salt) % 8)::INTEGER AS women,
       (hash(number, salt + 10) % 6)::INTEGER AS men, 0 AS sex_unknown, cumulative AND NOT void AS cumulative,
       CASE WHEN NOT void THEN 'registered' END AS provenance,
       lead(known_from) OVER (PARTITION BY number ORDER BY version) AS known_to, version, known_from
FROM versions ORDER BY known_from;

CREATE TABLE budgets AS
SELECT y::INTEGER AS "year", id_of('budget ', n * 100 + y - 2000) AS id, false AS void, id AS intervention_id,
       federation_id, (1000000 + hash(n, y) % 100000000)::BIGINT AS ore, 'registered' AS provenance,
       NULL::TIMESTAMP AS known_to, 1 AS version, later(make_timestamp(y, 1, 1, 0, 0, 0), 60, n, 16) AS known_from
FROM begun, range({FIRST_YEAR}, {LAST_YEAR + 1}) AS t(y)
WHERE y BETWEEN year(first_day) AND year(last_day) ORDER BY known_from;
"""


def tell(monthly: int) -> duckdb.DuckDBPyConnection:
    """A DuckDB that holds the facts when so many interventions begin in a month; its tables are named as ours."""
    duck = duckdb.connect()
    for statement in filter(str.strip, _SQL.split(";")):
        duck.execute(statement, {"monthly": monthly} if "$monthly" in statement else None)
    return duck


def write(duck: duckdb.DuckDBPyConnection, table: str, folder: Path) -> tuple[Path, list[str]]:
    """A table as CSV without a header, for PostgreSQL to read in UTC; and its columns."""
    columns = [name for (name, *_) in duck.execute(f"DESCRIBE {table}").fetchall()]
    path = folder / f"{table}.csv"
    duck.execute(f"COPY {table} TO '{path}' (HEADER false)")
    return path, columns
