"""What a service's tables are declared on: types, naming convention and the tables that every service has."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import MetaData, String, Table, UniqueConstraint, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from finsam_common.db.types import Json, UtcDateTime
from finsam_common.events.tables import add_event_tables
from finsam_common.webhooks.tables import add_webhook_tables
from finsam_common.writes.tables import add_write_tables

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class TableBase(DeclarativeBase):
    """The types that all services' columns share. A service has an abstract base of its own, with its own metadata:

    ``class Base(TableBase): __abstract__ = True; metadata = service_metadata()``
    """

    __abstract__ = True
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
    }


def service_metadata() -> MetaData:
    """A metadata of its own, so that four services live in one process without meeting.

    The outbox, the inbox, idempotency keys, submissions and webhooks stand in it beside the service's own tables.
    """
    metadata = MetaData(naming_convention=NAMING)
    add_event_tables(metadata)
    add_write_tables(metadata)
    add_webhook_tables(metadata)
    return metadata


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table of a model, for statements in SQL's own terms."""
    return cast(Table, model.__table__)


class Head:
    """What is locked when a registration changes: its natural key and its current version (0: not yet one)."""

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("federation_id", "external_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    federation_id: Mapped[UUID]
    external_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]


class Version:
    """One version of a registration: only ever added, never changed. A void version counts nowhere."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    void: Mapped[bool]
