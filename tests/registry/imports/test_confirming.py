"""What matches nothing waits for a person; what contradicts itself or the registry is refused whole."""

from __future__ import annotations

from uuid import uuid4

from tests.registry.stories import Registry, small_list

LUND = ("Skåne län", "Lunds samordningsförbund", "Lund")
MISPRINT = ("Skåne län", "Lunds samordningsförbund", "Malmø")


async def test_a_name_that_matches_nothing_comes_back_with_suggestions(registry: Registry) -> None:
    problem = await registry.refused("imports", small_list(LUND, MISPRINT))
    assert problem["code"] == "import-needs-confirmation"
    (unmatched,) = problem["unmatched"]
    assert (unmatched["printed"], unmatched["lines"]) == ("Malmø", [11])
    assert {"municipalityCode": "1280", "name": "Malmö"} in unmatched["suggestions"]
    assert await registry.events() == []


async def test_a_person_confirms_in_the_request(registry: Registry) -> None:
    confirmations = [{"printed": "Malmø", "municipalityCode": "1280"}]
    report = await registry.done("imports", small_list(LUND, MISPRINT, confirmations=confirmations))
    assert [row["municipalityMatched"] for row in report["rows"]] == ["exact", "confirmed"]


async def test_a_heading_can_be_confirmed_to_be_a_federation_of_the_registry(registry: Registry) -> None:
    await registry.done("imports", small_list(LUND))
    lund = await registry.federation("Lund", asOf="2024-12-31")
    renamed = small_list(("Skåne län", "Finsam Lund", "Lund"))
    assert (await registry.refused("imports", renamed))["code"] == "municipality-in-another-federation"
    confirmations = [{"printed": "Finsam Lund", "federationId": lund["id"]}]
    report = await registry.done("imports", renamed | {"confirmations": confirmations})
    assert [(row["federationMatched"], row["outcome"]) for row in report["rows"]] == [("confirmed", "known")]


async def test_confirmations_name_what_exists(registry: Registry) -> None:
    for confirmation in ({"municipalityCode": "9998"}, {"federationId": str(uuid4())}):
        body = small_list(LUND, confirmations=[{"printed": "Malmø", **confirmation}])
        assert (await registry.refused("imports", body))["code"] == "confirmation-unknown"
    both = {"printed": "x", "municipalityCode": "1280", "federationId": str(uuid4())}
    assert (await registry.refused("imports", small_list(LUND, confirmations=[both])))["status"] == 422


async def test_a_municipality_in_two_federations_is_refused_with_its_lines(registry: Registry) -> None:
    problem = await registry.refused("imports", small_list(LUND, ("Skåne län", "Ett annat förbund", "Lund")))
    assert (problem["code"], problem["lines"]) == ("list-contradicts-itself", [[10, 11]])


async def test_a_later_list_adds_members_and_tells_what_it_lacks(registry: Registry) -> None:
    await registry.done("imports", small_list(LUND, ("Skåne län", "Lunds samordningsförbund", "Malmö")))
    later = small_list(LUND, ("Skåne län", "Lunds samordningsförbund", "Lomma"), asOf="2025-12-31")
    report = await registry.done("imports", later)
    assert report["municipalitiesJoined"] == 1
    assert [finding["code"] for finding in report["findings"]] == ["in-registry-not-in-list"]
    assert (await registry.get("coverage", asOf="2024-12-31"))["municipalitiesIn"] == 2
    assert (await registry.get("coverage", asOf="2025-12-31"))["municipalitiesIn"] == 3


async def test_an_earlier_list_moves_unknown_starts_back(registry: Registry) -> None:
    await registry.done("imports", small_list(LUND))
    await registry.done("imports", small_list(LUND, asOf="2020-12-31"))
    federation = await registry.federation("Lund", asOf="2021-06-30")
    assert (federation["since"], federation["sinceKnown"]) == ("2020-12-31", False)


async def test_a_list_that_does_not_count_is_not_taken_for_complete(registry: Registry) -> None:
    await registry.done("imports", small_list(LUND))
    coverage = await registry.get("coverage", asOf="2024-12-31")
    assert (coverage["completeSince"], coverage["municipalitiesOut"]) == (None, 0)
    assert coverage["notKnown"] == {"federations": 0, "municipalities": 289}


async def test_a_municipality_under_another_county_is_pointed_out(registry: Registry) -> None:
    report = await registry.done("imports", small_list(("Värmlands län", "Lunds samordningsförbund", "Lund")))
    assert [finding["code"] for finding in report["findings"]] == ["under-another-county"]


async def test_a_broken_list_is_told_row_by_row(registry: Registry) -> None:
    body = small_list(LUND) | {"csv": small_list(LUND)["csv"] + "\n12,bara tre,värden\n"}
    problem = await registry.refused("imports", body)
    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert problem["errors"][0]["pointer"] == "/csv"
    assert "Row 3" in problem["errors"][0]["detail"]
    assert "bara tre" not in str(problem)
