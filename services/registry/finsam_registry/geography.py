"""The country as values: which county a municipality is in, and whose region must take part there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class County:
    """A county (län) and its region. On Gotland one authority is both: ``municipality_code`` names it."""

    code: str
    name: str
    region_name: str
    municipality_code: str | None = None


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by SCB's code; the leading zero is kept."""

    code: str
    name: str
    county_code: str


@dataclass(frozen=True, slots=True)
class Geography:
    """Every municipality and county by its code."""

    municipalities: Mapping[str, Municipality]
    counties: Mapping[str, County]

    def county_of(self, municipality_code: str) -> County:
        """The county that a municipality lies in; KeyError when there is no such municipality."""
        return self.counties[self.municipalities[municipality_code].county_code]

    def counties_of(self, municipality_codes: set[str] | frozenset[str]) -> list[str]:
        """The codes of the counties of an area, sorted."""
        return sorted({self.municipalities[code].county_code for code in municipality_codes})

    def region_for(self, municipality_code: str) -> str | None:
        """The county code of the region that takes part with a municipality; None where no other authority is it.

        § 3: a municipality that lies outside any region needs none. Gotland is municipality and region in one.
        """
        county = self.county_of(municipality_code)
        return None if county.municipality_code == municipality_code else county.code

    def name_of(self, code: str) -> str:
        """The name of a municipality (four digits) or of a county's region (two digits)."""
        return self.municipalities[code].name if len(code) == 4 else self.counties[code].region_name
