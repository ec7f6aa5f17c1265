"""What an event is: a frozen fact in the past tense, declared once by its producer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Visibility = Literal["public", "restricted"]
PUBLIC: Final[Visibility] = "public"
RESTRICTED: Final[Visibility] = "restricted"

_NAME = re.compile(r"^(?P<service>[a-z]+)\.(?P<fact>[a-z]+(?:-[a-z]+)*)\.v(?P<version>[1-9]\d*)$")
_declared: dict[str, type[Event]] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """One log per service and visibility; the number of partitions never changes."""

    service: str
    visibility: Visibility
    partitions: int = 1

    @property
    def name(self) -> str:
        """As the log knows it: ``<service>.<visibility>``."""
        return f"{self.service}.{self.visibility}"


PARTITIONS: Final = {"followup": 6}
"""Partitions of a service's topics; one for every service that is not named."""


class Event(BaseModel):
    """A fact that happened. Fields are only ever added; a break is a new version under a new name.

    Subclasses say ``name="<service>.<fact>.v<n>"``, ``key="<field>"`` (whose order matters) and, when the
    event may show small numbers of people, ``visibility=RESTRICTED``.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )

    event_name: ClassVar[str]
    key_field: ClassVar[str]
    topic: ClassVar[Topic]

    def __init_subclass__(cls, **declaration: Any) -> None:
        """Takes the declaration's keywords from ``object``; the fields are known only in the next hook."""

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, name: str = "", key: str = "", visibility: Visibility = PUBLIC, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not name:
            return
        match = _NAME.match(name)
        if match is None:
            raise TypeError(f"{cls.__name__}: {name!r} is not <service>.<fact>.v<n>")
        if key not in cls.model_fields:
            raise TypeError(f"{cls.__name__}: the key {key!r} is not a field")
        if name in _declared:
            raise TypeError(f"{cls.__name__}: {name!r} is declared by {_declared[name].__name__}")
        service = match["service"]
        cls.event_name, cls.key_field = name, key
        cls.topic = Topic(service, visibility, PARTITIONS.get(service, 1))
        _declared[name] = cls

    @property
    def key(self) -> str:
        """What the event is about: events of one key are delivered in order."""
        return str(getattr(self, self.key_field))


def event_types() -> dict[str, type[Event]]:
    """Every declared event by its name. Import ``finsam_contracts.catalogue`` to have declared them all."""
    return dict(_declared)


def topics(service: str | None = None) -> list[Topic]:
    """The topics that the declared events are published to, by name; of one service, or of all."""
    found = {event.topic for event in _declared.values() if service in (None, event.topic.service)}
    return sorted(found, key=lambda topic: topic.name)
