"""What reporting derives from its facts, worked out anew in plain Python: ends of versions, totals of headcounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Table

from finsam_common.db import table_of
from finsam_contracts.values import Provenance
from finsam_reporting.facts.models import Budget, Headcount, HeadcountTotal, Intervention

Row = dict[str, Any]
Tables = Mapping[Table, dict[tuple[Any, ...], Row]]

REPLACED: Final = [table_of(model) for model in (Intervention, Budget, Headcount)]
NUMBERS: Final = ("women", "men", "sex_unknown")


def derive(tables: Tables) -> None:
    """Complete the rows that events alone give with what follows from them."""
    for table in REPLACED:
        if table in tables:
            _end(tables[table].values())
    if table_of(HeadcountTotal) in tables:
        tables[table_of(HeadcountTotal)].update(_totals(tables[table_of(Headcount)].values()))


def _end(rows: Iterable[Row]) -> None:
    """A version was known until any later one was."""
    of_one: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        of_one[row["id"]].append(row)
    for versions in of_one.values():
        for row in versions:
            later = [each["known_from"] for each in versions if each["version"] > row["version"]]
            row["known_to"] = min(later, default=None)


def _totals(headcounts: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    of_year: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in headcounts:
        of_year[row["year"], row["intervention_id"]].append(row)
    return {key: _total(key, rows) for key, rows in of_year.items()}


def _total(key: tuple[Any, ...], rows: list[Row]) -> Row:
    """Months that are new add up; of cumulative ones the last counts."""
    standing = [row for row in rows if row["known_to"] is None and not row["void"]]
    running = sorted((row for row in standing if row["cumulative"]), key=lambda row: (-row["month"], row["id"]))
    counting = [row for row in standing if not row["cumulative"]] + running[:1]
    return {
        "year": key[0],
        "intervention_id": key[1],
        **{name: sum(row[name] for row in counting) for name in NUMBERS},
        "facts": len(counting),
        "synthetic": sum(row["provenance"] == Provenance.SYNTHETIC for row in counting),
        "standing": len(standing),
        "known_from": max(row["known_from"] for row in rows),
    }
