"""Tests that need Chromium: run when they are asked for by name (`pytest tests/browser`, as .ci/run does)."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out of a run of everything, so that `make test` needs Python and make alone."""
    asked_for = any("browser" in Path(argument.split("::")[0]).parts for argument in config.args)
    return None if asked_for else True
