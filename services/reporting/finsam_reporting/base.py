"""The declarative base of reporting's tables."""

from __future__ import annotations

from finsam_common.db import TableBase, service_metadata


class Base(TableBase):
    """Every table of reporting, beside the tables that all services have."""

    __abstract__ = True
    metadata = service_metadata()
