"""Who comes to the log, and what each may: the one table, made of what services publish and hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import finsam_contracts.catalogue  # noqa: F401  every topic is declared there
from finsam_contracts import Topic, topics
from finsam_contracts.event import PUBLIC

if TYPE_CHECKING:
    from finsam_common.service import Service

SUBSCRIBERS: Final = {"af": "Arbetsförmedlingen", "fk": "Försäkringskassan"}
"""Whose systems subscribe at the log itself, by account: they read what is public and nothing else."""


@dataclass(frozen=True)
class Account:
    """One account: the topics that it writes and reads, and nothing else. Its consumer groups begin with its name."""

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def group_prefix(self) -> str:
        """What its consumer groups begin with; the dot keeps ``report`` out of ``reporting``'s."""
        return f"{self.name}."


def accounts(services: Sequence[Service]) -> list[Account]:
    """The accounts of services and of subscribers, by name."""
    public = tuple(topic.name for topic in topics_of(services) if topic.visibility == PUBLIC)
    subscribers = [Account(name, reads=public) for name in SUBSCRIBERS]
    return sorted([*map(_account, services), *subscribers], key=lambda account: account.name)


def topics_of(services: Sequence[Service]) -> list[Topic]:
    """The topics that services publish to, by name."""
    return sorted((topic for service in services for topic in topics(service.name)), key=lambda topic: topic.name)


def _account(service: Service) -> Account:
    """A service writes its own topics, and reads those that its projections are made of.

    It reads its own, too: a relay that begins looks at their ends, to see whether its database was restored.
    """
    own = {topic.name for topic in topics(service.name)}
    heard = {topic.name for projection_set in service.hears for topic in projection_set.topics}
    return Account(service.name, tuple(sorted(own)), tuple(sorted(own | heard)))
