"""Equity against what is reasonable; without a staircase nobody's equity is ever too large."""

from __future__ import annotations

from fractions import Fraction

from finsam_allocation.model.values import EquityRule

STATE_SHARE = Fraction(1, 2)
"""The state's part of a federation's funds (§ 5 of the act)."""


def reasonable(norm: Fraction, rule: EquityRule) -> Fraction | None:
    """Reasonable equity in öre: the staircase's share of the year's funds, or ``None`` where it has no step.

    The funds are all parties' money at the norm, so that the answer does not depend on the result it limits.
    """
    funds = norm / STATE_SHARE
    for step in rule.staircase:
        if step.funds_up_to_ore is None or funds <= step.funds_up_to_ore:
            return step.share * funds
    return None


def excess(equity_ore: int | None, norm: Fraction, rule: EquityRule) -> Fraction:
    """Öre of equity above the reasonable; nothing when either is unknown."""
    limit = reasonable(norm, rule)
    if equity_ore is None or limit is None:
        return Fraction(0)
    return max(Fraction(0), equity_ore - limit)
