"""A year's inputs as values: what the digest is of, and what the model is given."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from finsam_allocation.model.norm import share
from finsam_allocation.model.previous import Part, carried, parts
from finsam_allocation.model.values import Federation, Frame, Parameters, Totals


@dataclass(frozen=True, slots=True)
class Measure:
    """A municipality's measures, and whose it is on the two days; ``None``: in no area, or no earlier day is stated."""

    municipality_code: str
    assistance_ore: int
    inhabitants: int
    federation_id: UUID | None
    previous_federation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a federation beside its area. Öre; ``None`` where nobody has told."""

    federation_id: UUID
    name: str = field(compare=False)
    previous_ore: int | None = None
    request_ore: int | None = None
    matching_ore: int | None = None
    equity_ore: int | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything that a year is allocated by. Measures by municipality, terms by federation id."""

    year: int
    areas_as_of: date
    previous_areas_as_of: date | None
    frame: Frame
    age_band: str
    source: str
    illustrative: bool
    measures: tuple[Measure, ...]
    terms: tuple[Terms, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the content as canonical JSON: sorted keys, no spaces, UTF-8. Federations' names are not in it."""
        content = asdict(self)
        for terms in content["terms"]:
            del terms["name"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
        return sha256(text.encode()).hexdigest()

    @property
    def areas(self) -> dict[UUID, set[str]]:
        """The municipalities of each federation on the stated day."""
        return _areas((measure.federation_id, measure.municipality_code) for measure in self.measures)

    def parts(self, parameters: Parameters) -> list[Part]:
        """How previous allocations are carried over to today's areas, by municipality; none without an earlier day."""
        if self.previous_areas_as_of is None:
            return []
        totals = Totals.of(self._federations({}))
        k = {measure.municipality_code: share(measure, totals, parameters).k for measure in self.measures}
        before = _areas((measure.previous_federation_id, measure.municipality_code) for measure in self.measures)
        told = {terms.federation_id: terms.previous_ore for terms in self.terms if terms.previous_ore is not None}
        return parts(told, k, before, self.areas)

    def federations(self, parameters: Parameters) -> tuple[Federation, ...]:
        """The federations with an area, as the model takes them."""
        if self.previous_areas_as_of is not None:
            return self._federations(carried(self.parts(parameters)))
        return self._federations(
            {terms.federation_id: terms.previous_ore for terms in self.terms if terms.previous_ore is not None}
        )

    def _federations(self, previous_ore: Mapping[UUID, int]) -> tuple[Federation, ...]:
        assistance: defaultdict[UUID, int] = defaultdict(int)
        inhabitants: defaultdict[UUID, int] = defaultdict(int)
        for measure in self.measures:
            if measure.federation_id is not None:
                assistance[measure.federation_id] += measure.assistance_ore
                inhabitants[measure.federation_id] += measure.inhabitants
        return tuple(
            Federation(
                id=terms.federation_id,
                assistance_ore=assistance[terms.federation_id],
                inhabitants=inhabitants[terms.federation_id],
                previous_ore=previous_ore.get(terms.federation_id),
                request_ore=terms.request_ore,
                matching_ore=terms.matching_ore,
                equity_ore=terms.equity_ore,
            )
            for terms in self.terms
            if terms.federation_id in assistance
        )


def _areas(homes: Iterable[tuple[UUID | None, str]]) -> dict[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for federation, code in homes:
        if federation is not None:
            found[federation].add(code)
    return dict(found)
