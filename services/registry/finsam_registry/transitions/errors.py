"""What can be refused about a transition, beside what can be refused about any federation."""

from __future__ import annotations

from finsam_common.problems import Problem


class NoticeTooShort(Problem, status=409, code="notice-too-short"):
    """A member leaves when its notice has run: three years, unless the ordinance says less (§ 27)."""


class NotLiquidating(Problem, status=409, code="not-liquidating"):
    """A federation is wound up by its board before it is dissolved; it is not in liquidation on that day."""


class FinalAccountOpen(Problem, status=409, code="final-account-open"):
    """A federation is dissolved when its final account has been served on all members, not before."""


class CountsDiffer(Problem, status=409, code="counts-differ"):
    """The source counts other numbers than the registry has on that day, so the registry is not complete."""
