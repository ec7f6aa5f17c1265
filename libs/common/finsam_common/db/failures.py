"""What kind of failure a database exception is: to repeat, to isolate, or to tell the client to come back."""

from __future__ import annotations

import sqlite3
from typing import Literal

import asyncpg
from sqlalchemy import Index, MetaData, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Failure = Literal["retry", "wait", "integrity", "unavailable"]

_PREPARER = sqlite_dialect().identifier_preparer
_RETRY = {"40001", "40P01"}
_WAITED_TOO_LONG = "55P03"
_UNAVAILABLE_CLASSES = {"08", "53", "57", "58"}
"""SQLSTATE classes: connection, resources (disk full, too many connections), operator intervention, system."""
_SQLITE_UNAVAILABLE = ("locked", "full", "disk I/O", "busy", "unable to open", "readonly")


def kind(error: BaseException) -> Failure | None:
    """The kind of a failure, or None when it is not the database's.

    ``retry``: deadlock or serialisation; ``wait``: a lock was waited for too long; ``integrity``: a constraint
    or a value that the column does not take; ``unavailable``: connection lost, disk full, database locked.
    """
    if isinstance(error, (PoolTimeout, ConnectionError, asyncpg.PostgresConnectionError)):
        return "unavailable"
    if isinstance(error, asyncpg.InterfaceError):
        return "unavailable"
    if isinstance(error, DBAPIError):
        return _by_driver(error)
    if isinstance(error, (StatementError, OverflowError, ValueError)) and _is_data(error):
        return "integrity"
    return None


def constraint(error: BaseException, metadata: MetaData) -> str | None:
    """The name of the violated constraint, on either engine; None when it cannot be told (a foreign key on SQLite)."""
    original = getattr(error, "orig", None)
    name = getattr(getattr(original, "__cause__", None), "constraint_name", None)
    if name:
        return str(name)
    rule, found, what = str(original).partition(" constraint failed: ")
    if not found:
        return None
    return what if rule.endswith("CHECK") else _of_columns(what.split(", "), metadata)


def _of_columns(columns: list[str], metadata: MetaData) -> str | None:
    """The name of the key over these ``table.column``: SQLite names the columns, not the constraint."""
    table = metadata.tables.get(columns[0].partition(".")[0])
    names = {column.partition(".")[2] for column in columns}
    for key in () if table is None else (*table.constraints, *table.indexes):
        if isinstance(key, (PrimaryKeyConstraint, UniqueConstraint, Index)) and {c.name for c in key.columns} == names:
            return None if key.name is None else _PREPARER.format_constraint(key)
    return None


def _by_driver(error: DBAPIError) -> Failure | None:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return "unavailable"
    if isinstance(error, (IntegrityError, DataError)):
        return "integrity"
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state in _RETRY:
        return "retry"
    if state == _WAITED_TOO_LONG:
        return "wait"
    if state[:2] in _UNAVAILABLE_CLASSES:
        return "unavailable"
    if state[:2] in {"22", "23"}:
        return "integrity"
    text = str(error.orig)
    if isinstance(error.orig, sqlite3.OperationalError) or "sqlite" in type(error.orig).__module__:
        return "unavailable" if any(word in text for word in _SQLITE_UNAVAILABLE) else None
    return "unavailable" if "closed" in text else None


def _is_data(error: BaseException) -> bool:
    return isinstance(error, (StatementError, OverflowError))
