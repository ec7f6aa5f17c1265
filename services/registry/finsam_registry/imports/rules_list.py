"""Reading the printed list: rows of CSV as bullets, each fault by its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from finsam_common.problems import Invalid
from finsam_registry.imports.rules import Bullet
from finsam_registry.imports.schemas import HEADER

MAX_ROWS: Final = 5_000
MAX_NAME: Final = 200
MAX_FAULTS: Final = 20
_PUNCTUATION: Final = " ,:;"


def read_list(text: str) -> list[Bullet]:
    """The bullets in order; raises Invalid with a fault for each row that cannot be read."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")), strict=True)
    faults: list[dict[str, str]] = []
    bullets: list[Bullet] = []
    try:
        if tuple(next(rows, ())) != HEADER:
            raise Invalid(errors=[_fault(1, "header", f"The columns are {', '.join(HEADER)}.")])
        for number, row in enumerate(rows, start=2):
            _read(row, number, bullets, faults)
    except csv.Error:
        faults.append(_fault(rows.line_num, "not-csv", "The row is not CSV."))
    if not bullets and not faults:
        faults.append(_fault(1, "empty", "The list has no rows."))
    if faults:
        raise Invalid(errors=faults[:MAX_FAULTS])
    return bullets


def _read(row: list[str], number: int, bullets: list[Bullet], faults: list[dict[str, str]]) -> None:
    found = list(_faults_of(row, number))
    faults += found
    if row and not found:
        line, *names = row
        bullets.append(Bullet(int(line), *(name.strip(_PUNCTUATION) for name in names)))


def _faults_of(row: list[str], number: int) -> Iterator[dict[str, str]]:
    if not row:
        return
    if number > MAX_ROWS + 1:
        yield _fault(number, "too-many-rows", f"A list has at most {MAX_ROWS} rows.")
    elif len(row) != len(HEADER):
        yield _fault(number, "columns", f"The row does not have {len(HEADER)} values.")
    elif not (row[0].isascii() and row[0].isdecimal() and len(row[0]) <= 9):
        yield _fault(number, "line-number", "The first value is not the number of a line.")
    elif not all(name.strip(_PUNCTUATION) and len(name) <= MAX_NAME and name.isprintable() for name in row[1:]):
        yield _fault(number, "name", f"A name is empty, longer than {MAX_NAME} characters, or has control characters.")


def _fault(number: int, code: str, detail: str) -> dict[str, str]:
    """A fault at a row of the list, counted from 1 with its header."""
    return {"pointer": "/csv", "code": code, "detail": f"Row {number}: {detail}"}
