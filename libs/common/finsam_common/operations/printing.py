"""Answers as a person reads them in a shell: lists as tables, one thing as its members line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

GAP = "  "


def printed(answer: Any, columns: Sequence[str]) -> str:
    """A list as a table of ``columns`` (dots lead inwards), anything else as its members; links are left out."""
    if isinstance(answer, list):
        return _table([tuple(columns), *(tuple(_cell(_at(each, name)) for name in columns) for each in answer)])
    return _table([(name, _cell(value)) for name, value in _members(answer)])


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _members(value: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for name, member in value.items():
        if name == "links":
            continue
        if isinstance(member, Mapping) and member:
            yield from _members(member, f"{within}{name}.")
        elif isinstance(member, list) and member and isinstance(member[0], Mapping):
            for number, each in enumerate(member):
                yield from _members(each, f"{within}{name}[{number}].")
        else:
            yield within + name, member


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name}={_cell(member)}" for name, member in value.items() if name != "links")
    if isinstance(value, list):
        return "; ".join(_partition(each) if isinstance(each, Mapping) else _cell(each) for each in value)
    return str(value)


def _partition(heard: Mapping[str, Any]) -> str:
    """One partition of a consumer in a few words."""
    stopped = heard.get("stopped")
    place = f"{heard['topic']}/{heard['partition']} {heard['offset']} of {_cell(heard['endOffset'])}"
    return place if stopped is None else f"{place} STOPPED: {stopped['reason']}"
