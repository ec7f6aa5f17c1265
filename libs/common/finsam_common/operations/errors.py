"""What an operator may be refused."""

from __future__ import annotations

from finsam_common.problems import Problem


class NotFirst(Problem, status=409, code="parked-event-not-first"):
    """Another event is the first of the key now; look at that one."""


class NotStopped(Problem, status=409, code="partition-not-stopped-so"):
    """The partition does not stop there for that reason."""


class RebuildUnderWay(Problem, status=409, code="rebuild-under-way"):
    """The projection set is being rebuilt; only one rebuild at a time."""


class NotBegun(Problem, status=409, code="relay-not-begun"):
    """The service's relay has never run: its first epoch is drawn when it does."""
