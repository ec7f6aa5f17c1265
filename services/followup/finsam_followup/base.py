"""The declarative base of follow-up's tables."""

from __future__ import annotations

from finsam_common.db import TableBase, service_metadata


class Base(TableBase):
    """Every table of follow-up, beside the tables that all services have."""

    __abstract__ = True
    metadata = service_metadata()
