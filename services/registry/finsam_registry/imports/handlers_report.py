"""What an import has to say: row by row, in totals, and in findings."""

from __future__ import annotations

from typing import Any

from finsam_registry.federations.handlers_docket import Docket
from finsam_registry.findings import Finding
from finsam_registry.imports import rules_reconciliation as reconciliation
from finsam_registry.imports.handlers_effect import Effect
from finsam_registry.imports.handlers_reading import Understood
from finsam_registry.imports.rules_reconciliation import Total
from finsam_registry.imports.schemas import FederationList, ImportedRow, Named, Outcome, Reconciled


class Report:
    """The report of one import, put together from what was understood and what was done."""

    def __init__(self, docket: Docket, body: FederationList, understood: Understood, effect: Effect) -> None:
        self.geography = docket.geography
        self.understood = understood
        self.effect = effect
        self.inside = frozenset().union(*understood.areas.values())
        self.printed_outside = set(understood.printed_outside)
        everywhere = docket.geography.municipalities
        self.outside = frozenset(everywhere) - self.inside
        self.neither = (
            reconciliation.neither(everywhere, self.inside, self.printed_outside) if self.printed_outside else []
        )
        self.totals = [
            Total("federations", body.claims.federations, len(understood.areas)),
            Total("municipalities", body.claims.municipalities, len(self.inside)),
            Total("outside", body.claims.outside, len(self.outside)),
            Total("printed-outside", body.claims.outside, len(self.printed_outside)),
        ]

    @property
    def complete(self) -> bool:
        """Whether the list names every federation and municipality: it counts both, and counts what its rows give."""
        return all(total.agrees and total.claimed is not None for total in self.totals[:2])

    @property
    def findings(self) -> list[Finding]:
        """What somebody should look at, the weightiest first."""
        bullets, reading = self.understood.bullets, self.understood.reading
        names = self.geography.name_of
        return [
            *reconciliation.forgotten(names(code) for code in self.neither),
            *reconciliation.totals_that_differ(self.totals),
            *reconciliation.said_both_ways(names(code) for code in sorted(self.inside & self.printed_outside)),
            *reconciliation.elsewhere(bullets, reading, self.geography),
            *reconciliation.not_in_list(self.effect.not_in_list),
            *reconciliation.under_two_counties(bullets, reading, self.understood.repeats),
            *reconciliation.other_headings(reading),
        ]

    def stored(self) -> dict[str, Any]:
        """The report as JSON values, without what its decision says: id, source, day, moment."""
        return {
            "bullets": len(self.understood.bullets),
            "repeats": len(self.understood.repeats),
            "federations": len(self.understood.areas),
            "municipalities": len(self.inside),
            "outside": len(self.outside),
            "federationsFormed": len(self.effect.formed),
            "municipalitiesJoined": sum(map(len, self.effect.joined.values())),
            "inNeitherList": [_json(Named(code=code, name=self.geography.name_of(code))) for code in self.neither],
            "reconciliation": [
                _json(Reconciled(what=each.what, claimed=each.claimed, counted=each.counted, agrees=each.agrees))
                for each in self.totals
            ],
            "findings": [_json(finding) for finding in self.findings],
            "rows": [_json(self._row(place)) for place in range(len(self.understood.bullets))],
        }

    def _row(self, place: int) -> ImportedRow:
        bullet, reading = self.understood.bullets[place], self.understood.reading
        name, code = reading.federation_of(bullet), reading.code_of(bullet)
        return ImportedRow(
            line=bullet.line,
            printed_county=bullet.county,
            printed_federation=bullet.federation,
            printed_municipality=bullet.municipality,
            federation_id=self.effect.ids[name],
            federation_name=name,
            federation_matched=reading.headings[bullet.federation].how,
            municipality_code=code,
            municipality_name=self.geography.name_of(code),
            municipality_matched=reading.municipalities[bullet.municipality].how,
            outcome=self._outcome(place, name, code),
        )

    def _outcome(self, place: int, name: str, code: str) -> Outcome:
        if place in self.understood.repeats:
            return Outcome.REPEAT
        return Outcome.REGISTERED if code in self.effect.joined[name] else Outcome.KNOWN


def _json(resource: Named | Reconciled | Finding | ImportedRow) -> dict[str, Any]:
    return resource.model_dump(mode="json", by_alias=True)
