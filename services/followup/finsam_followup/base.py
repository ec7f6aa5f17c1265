"""What the tables of follow-up are declared on: a metadata of their own, and columns for code lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator

from finsam_common.db import Json, TableBase, service_metadata


class Base(TableBase):
    """Every table of follow-up, beside the tables that all services have."""

    __abstract__ = True
    metadata = service_metadata()


class Code(TypeDecorator[StrEnum]):
    """A column of one code of a list: its text in the table, its member in Python."""

    impl = String(40)
    cache_ok = True

    def __init__(self, values: type[StrEnum]) -> None:
        super().__init__()
        self.values = values

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """The text as a member of the list."""
        return None if value is None else self.values(value)


class Codes(TypeDecorator[list[Any]]):
    """A column of several codes of one list: a JSON array of texts in the table, members in Python."""

    impl = Json
    cache_ok = True

    def __init__(self, values: type[StrEnum]) -> None:
        super().__init__()
        self.values = values

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Any] | None:
        """The texts as members of the list."""
        return None if value is None else [self.values(each) for each in value]
