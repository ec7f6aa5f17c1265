"""Fail points are laid at seams that the product has, and say so when one is gone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from finsam_cluster.topology import ROOT
from tests.cluster.crash.failing import POINTS, SeamGoneError, arm


def test_every_point_has_its_seam() -> None:
    """All are armed in a process of its own, which then does something that comes past none of them."""
    all_armed = (
        "from tests.cluster.crash.failing import POINTS, arm; [arm(point) for point in POINTS]; print(len(POINTS))"
    )
    done = subprocess.run([sys.executable, "-c", all_armed], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == f"{len(POINTS)}\n", done.stderr


def test_a_seam_that_is_gone_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    point = "after-publish-before-mark"
    monkeypatch.setitem(POINTS, point, replace(POINTS[point], method="publish_it"))
    with pytest.raises(SeamGoneError):
        arm(point)
