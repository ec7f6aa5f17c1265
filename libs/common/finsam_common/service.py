"""What a service is made of: its rooms, gathered in its ``app.py`` and found by entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData

from finsam_common.events.projections import ProjectionSet
from finsam_common.problems import Problem
from finsam_common.writes.handlers import Handlers

if TYPE_CHECKING:
    from fastapi import APIRouter

    from finsam_common.web.router import Router

GROUP = "finsam.services"


@dataclass(frozen=True)
class Service:
    """One service, declared. ``name`` is its URL root, its database and the first word of its topics.

    ``constraints`` translates violated constraints, by name, into refusals; ``pages`` are HTML pages beside the API.
    """

    name: str
    title: str
    description: str
    metadata: MetaData
    migrations: Path
    routers: Sequence[Router] = ()
    handlers: Sequence[Handlers] = ()
    hears: Sequence[ProjectionSet] = ()
    constraints: Mapping[str, Callable[[], Problem]] = field(default_factory=dict)
    pages: Sequence[APIRouter] = ()


def installed(names: Sequence[str] = ()) -> list[Service]:
    """The installed services by name, or those asked for; LookupError names one that is not installed."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    missing = set(names) - found.keys()
    if missing:
        raise LookupError(f"not installed: {', '.join(sorted(missing))}")
    return [found[name].load() for name in (names or sorted(found))]
