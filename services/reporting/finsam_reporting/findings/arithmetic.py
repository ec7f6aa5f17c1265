"""Rules of arithmetic on a printed document: each of its figures must follow from its others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from finsam_reporting.definitions.catalogue import NATIONAL, before_of
from finsam_reporting.definitions.figure import Figure
from finsam_reporting.definitions.formulas import LINEAR, Before, Change, Difference, Growth, Input, Share, Sum
from finsam_reporting.definitions.rounding import rounded
from finsam_reporting.findings.finding import Finding, Severity, Source
from finsam_reporting.published.document import Document
from finsam_reporting.words import Language, Text, Writer, text

CODES = {
    Sum: "parts-do-not-sum",
    Share: "share-does-not-follow",
    Difference: "difference-does-not-follow",
    Change: "difference-does-not-follow",
    Growth: "growth-does-not-follow",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: ``value`` in the unit it is shown in, ``rounding`` half of what it was rounded to (counts: 0).

    ``leeway`` is what its words leave open besides.
    """

    figure: Figure
    value: int
    precision: int
    rounding: Fraction
    leeway: int

    @property
    def exact(self) -> Fraction:
        """The value as formulas take it."""
        return Fraction(self.value, self.figure.unit.scale)

    def written(self, value: int) -> Text:
        """A value of this figure's kind in words."""
        return Text(*(self.figure.unit.write(value, Writer(language), self.precision) for language in Language))


def numbers(document: Document) -> dict[str, Number]:
    """The document's figures that are printed as numbers, by code."""
    found = {}
    for code, printed in document.figures.items():
        if printed.value is not None:
            figure = NATIONAL[code]
            half = Fraction(printed.precision, 2) if figure.unit.rounds else Fraction(0)
            found[code] = Number(figure, printed.value, printed.precision, half, printed.tolerance)
    return found


def what_does_not_follow(document: Document) -> Iterator[Finding]:
    """Each printed figure against its own formula, wherever everything in the formula is printed too."""
    printed = numbers(document)
    for number in printed.values():
        inputs = [_printed_input(each, printed) for each in number.figure.formula.inputs]
        present = [each for each in inputs if each is not None]
        if not isinstance(number.figure.formula, Before) and present and len(present) == len(inputs):
            yield from _against_formula(number, present)


def _printed_input(each: Input, printed: dict[str, Number]) -> Number | None:
    code = before_of(each.code) if each.years_back else each.code
    return printed.get(code) if code else None


def _against_formula(number: Number, inputs: list[Number]) -> Iterator[Finding]:
    formula = number.figure.formula
    exact = formula.combine(*(each.exact for each in inputs))
    if exact is None:
        return
    implied = exact * number.figure.unit.scale
    shown = rounded(implied, number.precision)
    if abs(shown - number.value) <= number.leeway:
        return
    code = CODES[type(formula)]
    slack = sum((each.rounding for each in inputs), Fraction(0)) if isinstance(formula, LINEAR) else Fraction(0)
    explained = slack > 0 and abs(implied - number.value) < slack + number.rounding
    filled = text(
        f"findings.{code}",
        figure=number.figure.label,
        printed=number.written(number.value),
        implied=number.written(shown),
        **_operands(number, inputs),
    )
    yield Finding(
        code,
        number.figure.code,
        (number.figure.code, *(each.figure.code for each in inputs)),
        Source.PUBLISHED,
        Severity.ROUNDING if explained else Severity.CONTRADICTION,
        _listed(" ", [filled, text("findings.rounding-may-explain")]) if explained else filled,
    )


def _operands(number: Number, inputs: list[Number]) -> dict[str, Text]:
    written = [each.written(each.value) for each in inputs]
    if isinstance(number.figure.formula, Sum):
        return {"parts": _listed(" + ", written)}
    if isinstance(number.figure.formula, Share):
        whole = _listed(" + ", written[1:])
        return {"part": written[0], "whole": whole}
    return {"first": written[0], "second": written[1]}


def _bare(values: list[int], sign: str = "") -> Text:
    """Numbers without their unit, with a sign where they are changes."""
    return Text(*(sign.join(Writer(language).plain(value) for value in values) for language in Language))


def _listed(sign: str, parts: list[Text]) -> Text:
    return Text(sign.join(part.sv for part in parts), sign.join(part.en for part in parts))


def partitions() -> list[tuple[str, ...]]:
    """Groups of shares whose parts make up their whole, so that they sum to one and their changes to nothing."""
    by_whole: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for code, figure in NATIONAL.items():
        if isinstance(figure.formula, Share):
            by_whole[figure.formula.of][figure.formula.part] = code
    wholes = ((_parts_of(whole), shares) for whole, shares in by_whole.items())
    return [tuple(shares[part] for part in parts) for parts, shares in wholes if parts and shares.keys() >= set(parts)]


def _parts_of(whole: tuple[str, ...]) -> tuple[str, ...]:
    if len(whole) > 1:
        return whole
    formula = NATIONAL[whole[0]].formula
    return formula.parts if isinstance(formula, Sum) else ()


def what_cannot_sum(document: Document) -> Iterator[Finding]:
    """Printed shares of one whole that no rounding lets sum to 100, and their changes that none lets sum to 0."""
    printed = numbers(document)
    for shares in partitions():
        yield from _against_sum([printed.get(code) for code in shares], 100, "shares-cannot-sum")
        yield from _against_sum([printed.get(f"{code}-change") for code in shares], 0, "changes-cannot-sum")


def _against_sum(found: list[Number | None], whole: int, code: str) -> Iterator[Finding]:
    parts = [each for each in found if each is not None]
    slack = sum((each.rounding + each.leeway for each in parts), Fraction(0))
    total = sum(each.value for each in parts)
    if len(parts) == len(found) and abs(total - whole) > slack:
        yield Finding(
            code,
            parts[0].figure.code,
            tuple(each.figure.code for each in parts),
            Source.PUBLISHED,
            Severity.CONTRADICTION,
            text(f"findings.{code}", parts=_bare([each.value for each in parts], ", "), total=_bare([total])),
        )
