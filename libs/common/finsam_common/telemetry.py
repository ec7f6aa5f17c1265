"""What operators see: trace ids, logs without personal data, metrics by route template."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Final

import structlog
from prometheus_client import Counter, Histogram

from finsam_common.settings import Settings

REQUESTS: Final = Counter(
    "finsam_http_requests", "Requests answered, by route template", ["service", "method", "route", "status"]
)
DURATIONS: Final = Histogram(
    "finsam_http_request_seconds",
    "From the first byte in to the last byte out",
    ["service", "method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)

traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
"""The W3C trace context of what is being done now: carried from request to outbox to consumer."""

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")

Line = MutableMapping[str, Any]


def continue_trace(received: str | None) -> str:
    """A traceparent of our own in the caller's trace; in a new trace when there is none or it is malformed."""
    match = _TRACEPARENT.fullmatch(received or "")
    drawn = secrets.token_hex(24)
    trace_id, flags = (match[1], match[3]) if match else (drawn[16:], "01")
    return f"00-{trace_id}-{drawn[:16]}-{flags}"


def configure_logging(settings: Settings) -> None:
    """Let every log line of the process, the libraries' too, leave in one form: JSON in production, text elsewhere."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        _describe_exception if settings.production else structlog.processors.format_exc_info,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if settings.production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        cache_logger_on_first_use=settings.production,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for quiet in ("httpx", "httpcore", "aiosqlite", "alembic"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def _add_trace(_: Any, __: str, line: Line) -> Line:
    current = traceparent.get()
    if current is not None:
        line.setdefault("trace_id", current.split("-")[1])
    return line


def _describe_exception(_: Any, __: str, line: Line) -> Line:
    """The kind of an exception and where it came from; never its message, which may quote a row."""
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        line["stack"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return line
