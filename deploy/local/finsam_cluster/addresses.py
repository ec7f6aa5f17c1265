"""One configuration everywhere: the addresses among containers give way to those on loopback."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from finsam_cluster.topology import Address

_IN_TEXT: Final = re.compile(r"(?P<before>^|//)(?P<host>[a-z0-9.-]+):(?P<port>\d+)(?=$|/)")


def write_readdressed(source: Path, target: Path, places: Mapping[Address, Address]) -> None:
    """Write a YAML file anew with other addresses. Raises LookupError on one that has no other."""
    target.write_text(yaml.safe_dump(readdressed(yaml.safe_load(source.read_text("utf-8")), places)), "utf-8")


def readdressed(node: Any, places: Mapping[Address, Address]) -> Any:
    """The same document, each ``address`` with its ``port_value`` and each ``host:port`` replaced."""
    if isinstance(node, list):
        return [readdressed(one, places) for one in node]
    if isinstance(node, dict) and node.keys() >= {"address", "port_value"}:
        host, port = places[node["address"], node["port_value"]]
        return node | {"address": host, "port_value": port}
    if isinstance(node, dict):
        return {name: readdressed(one, places) for name, one in node.items()}
    return _IN_TEXT.sub(lambda found: _replaced(found, places), node) if isinstance(node, str) else node


def _replaced(found: re.Match[str], places: Mapping[Address, Address]) -> str:
    host, port = places[found["host"], int(found["port"])]
    return f"{found['before']}{host}:{port}"
