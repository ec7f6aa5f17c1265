"""The lines, in the order in which they are measured: those that need no brokers come before the brokers start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.bench.line import Line
from tests.bench.lines import (
    bulk,
    embedded,
    latency,
    mixed,
    projection,
    rebuild,
    relay,
    report,
    single,
    startup,
    steady,
)

LINES: Final[Mapping[str, Line]] = {
    module.LINE.name: module.LINE
    for module in (startup, embedded, single, steady, bulk, mixed, report, relay, latency, projection, rebuild)
}
