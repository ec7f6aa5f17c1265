"""Counting federations and municipalities on a day, with three answers: in, out, and not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from finsam_registry.spans import Span


@dataclass(frozen=True, slots=True)
class Cover:
    """What is so on a day. Every municipality is in exactly one of the three sets."""

    federations: int
    federations_not_known: int
    inside: frozenset[str]
    outside: frozenset[str]
    not_known: frozenset[str]


def cover(
    day: date,
    lives: Iterable[Span],
    memberships: Iterable[tuple[str, Span]],
    municipalities: Collection[str],
    complete_since: date | None,
) -> Cover:
    """Count on a day. Absence means outside only from the first day on which the registry is complete."""
    exist = [life.holds(day) for life in lives]
    held = {(code, span.holds(day)) for code, span in memberships}
    inside = frozenset(code for code in municipalities if (code, True) in held)
    complete = complete_since is not None and complete_since <= day
    open_ = frozenset(code for code in municipalities if (code, None) in held or not complete) - inside
    outside = frozenset(municipalities) - inside - open_
    return Cover(exist.count(True), exist.count(None), inside, outside, open_)
