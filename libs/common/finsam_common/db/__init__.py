"""A service's database: engine by URL, units of work, columns that mean the same on both engines."""

from finsam_common.db.among import among, among_given
from finsam_common.db.base import Head, TableBase, Version, service_metadata, table_of
from finsam_common.db.database import Database
from finsam_common.db.types import Code, Codes, Json, UtcDateTime
from finsam_common.db.units import Read, Write

__all__ = [
    "Code",
    "Codes",
    "Database",
    "Head",
    "Json",
    "Read",
    "TableBase",
    "UtcDateTime",
    "Version",
    "Write",
    "among",
    "among_given",
    "service_metadata",
    "table_of",
]
