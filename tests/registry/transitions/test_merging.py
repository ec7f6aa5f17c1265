"""Mergers: predecessors end the day before, and the survivor carries on members, area and history."""

from __future__ import annotations

from typing import Any

import pytest

from finsam_contracts.registry import (
    FederationDissolved,
    FederationFormed,
    FederationsMerged,
    MemberWithdrew,
    MunicipalityJoined,
)
from tests.registry.stories import JSON, SOURCE, Registry, municipalities_of

LUND, MALMO, LOMMA, EDA = "1281", "1280", "1262", "1730"


async def three(registry: Registry) -> tuple[JSON, JSON, JSON]:
    """Three federations in two counties."""
    return (
        await registry.form("Finsam Lund", "2010-01-01", [LUND], ["12"]),
        await registry.form("Finsam Malmö", "2012-01-01", [MALMO], ["12"]),
        await registry.form("Finsam Eda", "2012-01-01", [EDA], ["17"]),
    )


def merger(survivor: JSON, *predecessors: JSON, **changes: Any) -> JSON:
    return {
        "source": SOURCE,
        "effectiveDate": "2025-01-01",
        "survivorId": survivor["id"],
        "predecessorIds": [each["id"] for each in predecessors],
    } | changes


async def test_the_survivor_has_everybodys_members_from_the_day_on(registry: Registry) -> None:
    lund, malmo, eda = await three(registry)
    decided = await registry.done("mergers", merger(lund, malmo, eda))
    assert set(decided["federationIds"]) == {lund["id"], malmo["id"], eda["id"]}
    before = await registry.get(f"federations/{lund['id']}", asOf="2024-12-31")
    after = await registry.get(f"federations/{lund['id']}", asOf="2025-01-01")
    assert municipalities_of(before) == {LUND}
    assert municipalities_of(after) == {LUND, MALMO, EDA}
    assert after["countyCodes"] == ["12", "17"]
    assert {member["code"] for member in after["members"] if member["party"] == "region"} == {"12", "17"}
    for ended in (malmo, eda):
        last = await registry.get(f"federations/{ended['id']}", asOf="2024-12-31")
        assert (last["status"], len(municipalities_of(last))) == ("active", 1)
        gone = await registry.get(f"federations/{ended['id']}", asOf="2025-01-01")
        assert (gone["status"], gone["until"], gone["successorId"]) == ("dissolved", "2024-12-31", lund["id"])
        assert gone["members"] == []


async def test_it_is_told_in_an_order_in_which_nobody_is_in_two(registry: Registry) -> None:
    lund, malmo, _ = await three(registry)
    already = len(await registry.events())
    await registry.done("mergers", merger(lund, malmo))
    told = (await registry.events())[already:]
    assert [(type(event), event.key) for event in told] == [
        (MemberWithdrew, malmo["id"]),
        (MemberWithdrew, malmo["id"]),
        (FederationDissolved, malmo["id"]),
        (MunicipalityJoined, lund["id"]),
        (FederationsMerged, lund["id"]),
    ]
    withdrew = [(event.party, event.code, str(event.until)) for event in told if isinstance(event, MemberWithdrew)]
    assert withdrew == [("municipality", MALMO, "2024-12-31"), ("region", "12", "2024-12-31")]


async def test_all_may_end_and_a_new_federation_start(registry: Registry) -> None:
    lund, malmo, _ = await three(registry)
    body = merger(lund, lund, malmo, survivorId=None, newFederation={"name": "Finsam Öresund"})
    decided = await registry.done("mergers", body)
    (new,) = set(decided["federationIds"]) - {lund["id"], malmo["id"]}
    formed = await registry.get(f"federations/{new}", asOf="2025-01-01")
    assert (formed["name"], formed["since"], municipalities_of(formed)) == (
        "Finsam Öresund",
        "2025-01-01",
        {LUND, MALMO},
    )
    old = await registry.get(f"federations/{lund['id']}", asOf="2025-01-01")
    assert (old["status"], old["successorId"]) == ("dissolved", new)


async def test_two_that_were_imported_merge_without_an_invented_start(imported: Registry) -> None:
    lund = await imported.federation("Lunds", asOf="2024-12-31")
    malmo = await imported.federation("Malmö", asOf="2024-12-31")
    await imported.done("mergers", merger(lund, malmo, effectiveDate="2026-01-01"))
    merged = await imported.get(f"federations/{lund['id']}", asOf="2026-01-01")
    known = {member["code"]: (member["since"], member["sinceKnown"]) for member in merged["members"]}
    assert known[LUND] == ("2024-12-31", False)
    assert known[MALMO] == ("2026-01-01", True)
    assert known["fk"] == ("2024-12-31", False)


async def test_unanimity_is_every_member_of_all_of_them(registry: Registry) -> None:
    lund, malmo, eda = await three(registry)
    parties = [("fk", "fk"), ("af", "af"), ("region", "12"), ("municipality", LUND), ("municipality", MALMO)]
    adoptions = [{"party": party, "code": code, "adoptedOn": "2024-10-01"} for party, code in parties]
    problem = await registry.refused("mergers", merger(lund, malmo, eda, adoptions=adoptions))
    assert problem["code"] == "ordinance-not-adopted"
    assert problem["missing"] == [{"party": "municipality", "code": EDA}, {"party": "region", "code": "17"}]
    decided = await registry.done("mergers", merger(lund, malmo, adoptions=adoptions))
    assert decided["findings"] == []


async def test_what_is_refused(registry: Registry) -> None:
    lund, malmo, eda = await three(registry)
    await registry.done("mergers", merger(lund, malmo))
    unknown = {"id": "00000000-0000-0000-0000-000000000000"}
    for body, code in (
        (merger(lund, malmo, effectiveDate="2026-01-01"), "federation-not-active"),
        (merger(malmo, eda), "federation-not-active"),
        (merger(lund, unknown), "federation-unknown"),
        (merger(unknown, eda), "federation-unknown"),
        (merger(lund, eda, effectiveDate="2011-01-01"), "federation-not-active"),
        (merger(eda, lund, effectiveDate="2012-01-01", datePrecision="year"), "later-fact-stands"),
    ):
        told = await registry.events()
        problem = await registry.refused("mergers", body)
        assert (problem["status"], problem["code"]) == (409, code)
        assert await registry.events() == told
    assert (await registry.get(f"federations/{eda['id']}", asOf="2025-06-30"))["status"] == "active"


@pytest.mark.parametrize(
    "changes",
    [
        {"predecessorIds": []},
        {"survivorId": None},
        {"newFederation": {"name": "Ny"}},
        {"datePrecision": "year", "effectiveDate": "2025-07-01"},
        {"effectiveDate": "snart"},
    ],
)
async def test_what_is_not_well_formed(registry: Registry, changes: JSON) -> None:
    lund, malmo, _ = await three(registry)
    problem = await registry.refused("mergers", merger(lund, malmo, **changes))
    assert (problem["status"], problem["code"]) == (422, "invalid")


async def test_a_survivor_is_no_predecessor(registry: Registry) -> None:
    lund, malmo, _ = await three(registry)
    assert (await registry.refused("mergers", merger(lund, lund, malmo)))["status"] == 422


async def test_those_that_ended_before_the_registry_began_are_told_whole(imported: Registry) -> None:
    nnv = await imported.federation("NNV Skåne", asOf="2024-12-31")
    already = len(await imported.events())
    ended = {
        "name": "Samordningsförbundet Höganäs",
        "attestedOn": "2023-12-31",
        "municipalityCodes": ["1284"],
        "regionCodes": ["12"],
    }
    body = merger(nnv, effectiveDate="2024-01-01", datePrecision="year", endedFederations=[ended])
    await imported.done("mergers", body)
    told = [type(event) for event in (await imported.events())[already:]]
    assert told[:2] == [FederationFormed, MunicipalityJoined]
    assert told[-1] is FederationsMerged
    joined = [event for event in await imported.events() if isinstance(event, MunicipalityJoined)][-1]
    assert (joined.municipality_code, str(joined.since), joined.since_known, joined.date_precision) == (
        "1284",
        "2024-01-01",
        True,
        "year",
    )
