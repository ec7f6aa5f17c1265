"""The national report's counts by DuckDB: every version of every fact, ranked by version as known at a moment."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import duckdb

_LAST = "QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC) = 1"
_KNOWN: Final = f"""
CREATE OR REPLACE TEMP TABLE years AS SELECT unnest([$year - 1, $year]) AS year;

CREATE OR REPLACE TEMP TABLE financed AS
SELECT years.year, known.*
FROM (SELECT * FROM interventions WHERE known_from <= $moment {_LAST}) AS known
JOIN federation_days USING (federation_id)
JOIN years ON year(first_day) <= years.year AND (last_day IS NULL OR year(last_day) >= years.year)
WHERE NOT void;

CREATE OR REPLACE TEMP TABLE standing AS
SELECT * FROM (
    SELECT * FROM headcounts WHERE year BETWEEN $year - 1 AND $year AND known_from <= $moment {_LAST}
) WHERE NOT void;

CREATE OR REPLACE TEMP TABLE cost AS
SELECT intervention_id, year, sum(ore) AS ore, count(*) AS facts FROM (
    SELECT * FROM budgets WHERE year BETWEEN $year - 1 AND $year AND known_from <= $moment {_LAST}
) WHERE NOT void GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE people AS
SELECT intervention_id, year, sum(women) AS women, sum(men) AS men, sum(sex_unknown) AS sex_unknown, count(*) AS facts,
       sum(women + men + sex_unknown) AS participants, count(*) FILTER (provenance = 'synthetic') AS synthetic
FROM (
    SELECT * FROM standing WHERE NOT cumulative
    UNION ALL
    SELECT * FROM standing WHERE cumulative
    QUALIFY row_number() OVER (PARTITION BY intervention_id, year ORDER BY month DESC, id) = 1
) GROUP BY ALL
"""
_BY_FOCUS: Final = """
SELECT financed.year, focus, count(*) AS interventions,
       count(*) FILTER (year(first_day) = financed.year) AS started,
       count(*) FILTER (year(last_day) = financed.year) AS ended, count(*) FILTER (followed_up) AS followed,
       count(*) FILTER (followed_up AND people.intervention_id IS NULL) AS nobody,
       count(*) FILTER (every_group) AS every_group, sum(women) AS women, sum(men) AS men,
       sum(sex_unknown) AS sex_unknown, sum(participants) AS participants, max(participants) AS largest,
       sum(people.facts) AS headcounts, sum(synthetic) AS synthetic_headcounts, sum(ore) AS ore,
       sum(cost.facts) AS budgets
FROM financed
LEFT JOIN people ON people.intervention_id = financed.id AND people.year = financed.year
LEFT JOIN cost ON cost.intervention_id = financed.id AND cost.year = financed.year
GROUP BY ALL
"""
_BY_GROUP: Final = """
SELECT year, target_group, count(*) AS interventions
FROM (SELECT year, unnest(string_split(target_groups, ' ')) AS target_group
      FROM financed WHERE orientation = 'individual')
GROUP BY ALL
"""
_BY_FEDERATION: Final = """
SELECT year, count(DISTINCT federation_id) AS registering,
       count(DISTINCT federation_id) FILTER (orientation = 'individual') AS with_individual
FROM financed GROUP BY ALL
"""
_ORPHANS: Final = """
SELECT (SELECT count(*) FROM standing ANTI JOIN financed
        ON financed.id = standing.intervention_id AND financed.year = standing.year) AS headcounts,
       (SELECT coalesce(sum(facts), 0) FROM cost ANTI JOIN financed
        ON financed.id = cost.intervention_id AND financed.year = cost.year) AS budgets
"""

Counts = Mapping[str, list[dict[str, object]]]


def count(duck: duckdb.DuckDBPyConnection, year: int, moment: datetime) -> tuple[Counts, float]:
    """The counts of a report, and the seconds that they took."""
    began = time.perf_counter()
    naive = {"year": year, "moment": moment.replace(tzinfo=None)}
    for statement in _KNOWN.split(";"):
        duck.execute(statement, {name: value for name, value in naive.items() if f"${name}" in statement})
    queries = {"by_focus": _BY_FOCUS, "by_group": _BY_GROUP, "by_federation": _BY_FEDERATION, "orphans": _ORPHANS}
    counts = {name: _rows(duck, query) for name, query in queries.items()}
    return counts, time.perf_counter() - began


def _rows(duck: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    found = duck.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
