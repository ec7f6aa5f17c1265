"""A rule on printed shares: the share among all is the mean of the shares among the parts, weighted by their size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from finsam_contracts.values import Orientation
from finsam_reporting.definitions.declared.interventions import foci
from finsam_reporting.definitions.rounding import rounded
from finsam_reporting.findings.arithmetic import Number, numbers
from finsam_reporting.findings.finding import Finding, Severity, Source
from finsam_reporting.published.document import Document
from finsam_reporting.words import text

FOCI = foci(Orientation.INDIVIDUAL)


@dataclass(frozen=True, slots=True)
class Span:
    """What a rounded number may have been."""

    low: Fraction
    high: Fraction

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def apart_from(self, other: Span) -> bool:
        """Whether the two have nothing in common."""
        return self.high < other.low or other.high < self.low


def what_is_no_mean(document: Document) -> Iterator[Finding]:
    """Women's printed share of all participants against their shares by focus, for the year and the year before."""
    printed = numbers(document)
    women = [f"{focus}-women-share" for focus in FOCI]
    sizes = [f"{focus}-participants-share" for focus in FOCI]
    now = [_spans(codes, printed) for codes in (women, sizes)]
    changes = [_spans([f"{code}-change" for code in codes], printed) for codes in (women, sizes)]
    before = [[a - b for a, b in zip(*pair, strict=False)] for pair in zip(now, changes, strict=True)]
    for code, (shares, weights) in (("individual-women-share", now), ("individual-women-share-before", before)):
        total = printed.get(code)
        if total is not None and len(shares) == len(weights) == len(FOCI):
            yield from _against_mean(total, mean(shares, weights))


def mean(shares: list[Span], weights: list[Span]) -> Span:
    """What the weighted mean may be: the extremes lie where every weight is at one of its ends."""
    ends = [weight for weight in product(*((max(each.low, Fraction(0)), each.high) for each in weights)) if sum(weight)]
    return Span(
        min(_mean([share.low for share in shares], weight) for weight in ends),
        max(_mean([share.high for share in shares], weight) for weight in ends),
    )


def _mean(shares: list[Fraction], weights: tuple[Fraction, ...]) -> Fraction:
    return sum((s * w for s, w in zip(shares, weights, strict=True)), Fraction(0)) / sum(weights)


def _spans(codes: list[str], printed: dict[str, Number]) -> list[Span]:
    """The spans of printed numbers; empty when one of them is not printed."""
    found = [_span(printed[code]) for code in codes if code in printed]
    return found if len(found) == len(codes) else []


def _span(number: Number) -> Span:
    around = number.rounding + number.leeway
    return Span(number.value - around, number.value + around)


def _against_mean(total: Number, possible: Span) -> Iterator[Finding]:
    if _span(total).apart_from(possible):
        low, high = (total.written(rounded(end)) for end in (possible.low, possible.high))
        yield Finding(
            "mean-does-not-follow",
            total.figure.code,
            (total.figure.code, *(f"{focus}-women-share" for focus in FOCI)),
            Source.PUBLISHED,
            Severity.CONTRADICTION,
            text(
                "findings.mean-does-not-follow",
                figure=total.figure.label,
                printed=total.written(total.value),
                low=low,
                high=high,
            ),
        )
