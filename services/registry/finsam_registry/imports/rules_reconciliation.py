"""A list against itself: its totals, what it forgets, what it says twice and under which names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from finsam_registry.findings import Finding, Severity
from finsam_registry.geography import Geography
from finsam_registry.imports.rules import Bullet, Reading
from finsam_registry.imports.schemas import Matched


@dataclass(frozen=True, slots=True)
class Total:
    """One total: what the source claims (None: nothing) and what its rows give."""

    what: str
    claimed: int | None
    counted: int

    @property
    def agrees(self) -> bool:
        """Whether the claim, where there is one, is what is counted."""
        return self.claimed in (None, self.counted)


TOTALS_SV: Mapping[str, str] = {
    "federations": "förbund",
    "municipalities": "kommuner i förbund",
    "outside": "kommuner utanför",
    "printed-outside": "tryckta kommuner utanför",
}


def neither(everywhere: Collection[str], inside: Collection[str], printed_outside: Collection[str]) -> list[str]:
    """Municipalities that the source forgets: neither in a federation nor printed as outside."""
    return sorted(set(everywhere) - set(inside) - set(printed_outside))


def forgotten(names: Iterable[str]) -> list[Finding]:
    """A finding for each municipality that the source forgets."""
    return [
        Finding(
            code="in-neither-list",
            sv=f"{name} står varken bland kommunerna i förbund eller bland dem utanför. Den räknas som utanför.",
            en=f"{name} is neither among those in federations nor among those outside. It counts as outside.",
        )
        for name in names
    ]


def said_both_ways(names: Iterable[str]) -> list[Finding]:
    """A finding for each municipality that is printed both in a federation and as outside."""
    return [
        Finding(
            code="in-both-lists",
            sv=f"{name} står både i ett förbund och bland kommunerna utanför. Den räknas till förbundet.",
            en=f"{name} is both in a federation and among the municipalities outside. It counts as in the federation.",
        )
        for name in names
    ]


def totals_that_differ(totals: Iterable[Total]) -> list[Finding]:
    """A finding for each total of the source that its own rows do not give."""
    return [
        Finding(
            code="claim-differs",
            sv=f"Källan anger {total.claimed} {TOTALS_SV[total.what]}; dess rader ger {total.counted}.",
            en=f"The source states {total.claimed} ({total.what}); its rows give {total.counted}.",
        )
        for total in totals
        if not total.agrees
    ]


def under_two_counties(bullets: Sequence[Bullet], reading: Reading, repeated: Collection[int]) -> list[Finding]:
    """A finding for each federation that stands under two counties; it is counted once."""
    counties: dict[str, dict[str, int]] = {}
    for place, bullet in enumerate(bullets):
        standing = counties.setdefault(reading.federation_of(bullet), {})
        standing[bullet.county] = standing.get(bullet.county, 0) + (place in repeated)
    several = {name: standing for name, standing in counties.items() if len(standing) > 1}
    return [_under_two(name, list(standing), sum(standing.values())) for name, standing in several.items()]


def _under_two(name: str, counties: Sequence[str], rows: int) -> Finding:
    return Finding(
        code="federation-under-two-counties",
        severity=Severity.INFO,
        sv=f"{name} står under {' och '.join(counties)} och räknas en gång; {rows} rader upprepas.",
        en=f"{name} stands under {' and '.join(counties)} and counts once; {rows} rows are repeats.",
    )


def elsewhere(bullets: Sequence[Bullet], reading: Reading, geography: Geography) -> list[Finding]:
    """A finding for each municipality whose federation stands under no heading of the municipality's own county."""
    standing: dict[str, set[str | None]] = {}
    for bullet in bullets:
        standing.setdefault(reading.federation_of(bullet), set()).add(reading.counties[bullet.county].target)
    strange = {
        code: bullet.county
        for bullet in bullets
        if geography.county_of(code := reading.code_of(bullet)).code not in standing[reading.federation_of(bullet)]
    }
    return [
        Finding(
            code="under-another-county",
            sv=f"{geography.name_of(code)} står under {county}, men ligger i {geography.county_of(code).name}.",
            en=f"{geography.name_of(code)} stands under {county}, but lies in {geography.county_of(code).name}.",
        )
        for code, county in strange.items()
    ]


def other_headings(reading: Reading) -> list[Finding]:
    """A finding for each heading that is not the federation's name."""
    return [
        Finding(
            code="heading-is-another-name",
            severity=Severity.INFO,
            sv=f"Rubriken {heading} är inte förbundets namn; det heter {match.target}.",
            en=f"The heading {heading} is not the federation's name, which is {match.target}.",
        )
        for heading, match in reading.headings.items()
        if match.how in (Matched.ALIAS, Matched.CONFIRMED)
    ]


def not_in_list(names: Mapping[str, Sequence[str]]) -> list[Finding]:
    """A finding for each federation with members in the registry that the list does not give it."""
    return [
        Finding(
            code="in-registry-not-in-list",
            sv=f"{federation} har i registret också {', '.join(members)}, som listan inte tar upp. Inget ändras.",
            en=f"In the registry {federation} also has {', '.join(members)}, which the list lacks. Nothing is changed.",
        )
        for federation, members in names.items()
        if members
    ]
