"""Two collections that must have the same things, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from tests.cluster.crash.evidence import Finding, Wrong


def same_once(where: str, due: Iterable[Hashable], found: Iterable[Hashable]) -> Iterator[Finding]:
    """What is due and missing, there more than once, or there and not due."""
    due_once, counted = set(due), Counter(found)
    for each in sorted(due_once - counted.keys(), key=str):
        yield Finding(Wrong.LOST, where, str(each))
    for each, count in counted.items():
        if each not in due_once:
            yield Finding(Wrong.NOBODY_SENT, where, str(each))
        elif count > 1:
            yield Finding(Wrong.DOUBLED, where, f"{each}, {count} times")
