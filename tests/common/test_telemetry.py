"""Traces that go on, and logs that never quote a row."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from finsam_common.telemetry import continue_trace

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


def test_a_trace_goes_on_with_a_span_of_ours() -> None:
    version, trace, span, flags = continue_trace(f"00-{TRACE}-{SPAN}-00").split("-")
    assert (version, trace, flags) == ("00", TRACE, "00")
    assert span != SPAN


def test_a_later_version_of_the_header_is_understood() -> None:
    assert continue_trace(f"cc-{TRACE}-{SPAN}-01-what-the-future-holds").split("-")[1] == TRACE


@pytest.mark.parametrize(
    "received",
    [
        None,
        "",
        "garbage",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_what_is_no_trace_begins_a_new_one(received: str | None) -> None:
    begun = continue_trace(received)
    assert begun.split("-")[1] not in (TRACE, "0" * 32)
    assert continue_trace(begun).split("-")[1] == begun.split("-")[1]


PROGRAM = """
import logging, structlog
from finsam_common.settings import Settings
from finsam_common.telemetry import configure_logging
configure_logging(Settings(environment="production"))
def fail():
    raise ValueError("no such person: 199001011234")
try:
    fail()
except ValueError as error:
    structlog.get_logger().error("ours", exc_info=error)
    structlog.get_logger().exception("ours too")
    logging.getLogger("a.library").exception("theirs")
"""


def test_in_production_an_exception_is_its_kind_and_place_and_never_its_words() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(line["event"], line["error"]) for line in lines] == [
        (event, "ValueError") for event in ("ours", "ours too", "theirs")
    ]
    assert all("fail" in line["stack"][-1] for line in lines)
    assert "199001011234" not in ended.stderr
