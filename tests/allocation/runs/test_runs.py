"""Runs over HTTP: the model on frozen inputs, with every value on the way."""

from __future__ import annotations

from asyncio import gather
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import text, update

from finsam_allocation.inputs.models import MeasureRow
from finsam_allocation.runs.models import ResultRow
from tests.allocation.country import NORTH, SOUTH, WEST, Country, joined, measure, merged, terms

Json = dict[str, Any]


async def run(country: Country, parameters: Json | None = None, **changes: Any) -> Json:
    """A run of two federations with 600 kronor, base grant 100 kronor; its resource."""
    await country.two_federations()
    frozen = await country.freeze(**changes)
    assert frozen.status_code == 201, frozen.text
    made = await country.run(frozen.json()["id"], await country.parameters(**parameters or {}))
    assert made.status_code == 201, made.text
    answer: Json = made.json()
    return answer


async def of(country: Country, run: Json, part: str) -> Json:
    """What a run links to."""
    answer = await country.world.caller("af").get(run["links"][part]["href"])
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_run_divides_what_there_is_by_k(country: Country) -> None:
    made = await run(country)
    north, south = (await of(country, made, "results"))["items"]

    assert (north["k"], south["k"]) == ("2/3", "1/3")
    assert (north["norm"], south["norm"]) == ("110000/3", "70000/3")
    assert (north["awarded"]["resultOre"], south["awarded"]["resultOre"]) == (36_700, 23_300)
    assert north["awarded"]["givenBackOre"] == 100
    assert made["summary"] | {"deviations": []} == {
        "feasible": True,
        "distributableOre": 60_000,
        "allocatedOre": 60_000,
        "undistributedOre": 0,
        "rate": "40000",
        "federations": 2,
        "assistanceOre": 300_000,
        "inhabitants": 30,
        "aboveLevel": 0,
        "inLevel": 2,
        "belowLevel": 0,
        "deviations": [],
        "shortfall": None,
    }
    assert made["illustrative"] is True


async def test_every_intermediate_value_stands_in_the_result(country: Country) -> None:
    told = terms(NORTH, previousOre=30_050, requestOre=40_010, matchingOre=50_000, equityOre=3)
    made = await run(country, federations=[told])
    (north, _) = (await of(country, made, "results"))["items"]
    awarded = north["awarded"]

    assert (north["braked"], north["floorOre"], north["floorYielded"]) == ("27045", 27_100, False)
    assert (north["caps"], north["capOre"]) == ({"request": "40010", "matching": "50000"}, 40_000)
    assert north["capSources"] == ["request"]
    assert Fraction(awarded["exact"]) == Fraction(110_000, 3)
    assert Fraction(awarded["remainder"]) == Fraction(awarded["exact"]) - awarded["roundedDownOre"]
    assert (awarded["applied"], awarded["level"]) == ("none", "in")
    assert (awarded["changeOre"], awarded["change"], awarded["changePercent"]) == (6_650, "133/601", "22.13")
    assert awarded["perInhabitantOre"] == 1_835
    assert awarded["deviations"] == ["change-over-ten-per-cent"]


async def test_the_summary_names_what_an_official_should_look_at(country: Country) -> None:
    told = [terms(NORTH, requestOre=15_000), terms(SOUTH, previousOre=40_000)]
    summary = (await run(country, federations=told))["summary"]

    assert (summary["aboveLevel"], summary["inLevel"], summary["belowLevel"]) == (1, 0, 1)
    assert [(each["name"], each["kind"], each["ratio"]) for each in summary["deviations"]] == [
        ("Finsam Norr", "under-half-of-norm", "9/22"),
        ("Finsam Söder", "change-over-ten-per-cent", "1/8"),
    ]


async def test_what_nobody_can_take_is_undistributed(country: Country) -> None:
    told = [terms(NORTH, requestOre=20_000), terms(SOUTH, requestOre=10_000)]
    summary = (await run(country, federations=told))["summary"]

    assert (summary["allocatedOre"], summary["undistributedOre"]) == (30_000, 30_000)


async def test_an_infeasible_run_gives_nothing_and_says_why(country: Country) -> None:
    made = await run(country, federations=[terms(NORTH, previousOre=60_000), terms(SOUTH, previousOre=20_000)])
    north, south = (await of(country, made, "results"))["items"]

    assert made["summary"]["feasible"] is False
    assert made["summary"]["shortfall"] == {
        "excessOre": 12_000,
        "baseOre": 20_000,
        "floors": [
            {"federationId": str(NORTH), "name": "Finsam Norr", "beyondBaseOre": 44_000},
            {"federationId": str(SOUTH), "name": "Finsam Söder", "beyondBaseOre": 8_000},
        ],
    }
    assert (made["summary"]["allocatedOre"], made["summary"]["undistributedOre"]) == (0, 60_000)
    assert (north["awarded"], south["awarded"]) == (None, None)
    assert north["floorOre"] == 54_000


async def test_what_if_is_a_run_with_another_parameter_set(country: Country) -> None:
    made = await run(country, federations=[terms(SOUTH, previousOre=50_000)])
    other = await country.run(made["inputsId"], await country.parameters(name="utan-broms", brake=None))
    first, second = [await of(country, each, "results") for each in (made, other.json())]
    listed = (await country.world.steward.get("/allocation/v1/runs", params={"year": 2025})).json()["items"]

    assert [each["awarded"]["resultOre"] for each in first["items"]] == [15_000, 45_000]
    assert [each["awarded"]["resultOre"] for each in second["items"]] == [36_700, 23_300]
    assert [each["id"] for each in listed] == [made["id"], other.json()["id"]]


async def test_the_same_run_again_is_unchanged_and_told_once(country: Country) -> None:
    made = await run(country)
    again = await country.run(made["inputsId"], made["parameterSetId"])

    assert (again.status_code, again.json()) == (200, made)
    async with country.world.runtime("allocation").database.read() as read:
        types = [row["type"] for row in await read.all(text("SELECT type FROM outbox ORDER BY seq"))]
    assert types == ["allocation.inputs-frozen.v1", "allocation.run-made.v1"]


async def test_the_trace_has_all_that_is_needed_to_recompute_it(country: Country) -> None:
    made = await run(country)
    trace = await of(country, made, "trace")

    assert trace["run"] == made
    assert trace["inputs"]["digest"] == (await of(country, made, "inputs"))["digest"]
    assert trace["parameterSet"] == await of(country, made, "parameterSet")
    assert trace["results"] == (await of(country, made, "results"))["items"]
    given = sum(result["awarded"]["resultOre"] for result in trace["results"])
    assert given + trace["run"]["summary"]["undistributedOre"] == trace["inputs"]["distributableOre"]


async def test_after_a_merger_the_predecessors_allocations_add_up(country: Country) -> None:
    await country.found(WEST, "0004")
    await country.two_federations()
    new_year = date(2024, 1, 1)
    await country.tell(merged(SOUTH, [SOUTH, WEST], new_year), joined(SOUTH, "0004", new_year))
    frozen = await country.freeze(
        previousAreasAsOf="2023-12-31",
        federations=[terms(NORTH, previousOre=10_000), terms(SOUTH, previousOre=9_000), terms(WEST, previousOre=700)],
    )
    made = (await country.run(frozen.json()["id"], await country.parameters())).json()
    trace = await of(country, made, "trace")

    assert [result["previousOre"] for result in trace["results"]] == [10_000, 9_700]
    assert [(part["municipalityCode"], part["amount"]) for part in trace["carriedOver"]] == [
        ("0001", "5000"),
        ("0002", "5000"),
        ("0003", "9000"),
        ("0004", "700"),
    ]


async def test_a_run_verifies_itself(country: Country) -> None:
    made = await run(country, federations=[terms(NORTH, previousOre=30_000, requestOre=35_000)])

    assert await of(country, made, "verification") == {
        "runId": made["id"],
        "equal": True,
        "inputsAsFrozen": True,
        "differences": [],
    }


async def test_a_result_that_was_tampered_with_is_found(country: Country) -> None:
    made = await run(country)
    (north, _) = (await of(country, made, "results"))["items"]
    async with country.world.runtime("allocation").database.write() as uow:
        await uow.execute(
            update(ResultRow).where(ResultRow.federation_id == NORTH).values(result=north | {"floorOre": 1})
        )
    verification = await of(country, made, "verification")

    assert (verification["equal"], verification["inputsAsFrozen"]) == (False, True)
    assert verification["differences"] == [{"federationId": str(NORTH), "fields": ["floorOre"]}]


async def test_inputs_that_were_tampered_with_are_found(country: Country) -> None:
    made = await run(country)
    async with country.world.runtime("allocation").database.write() as uow:
        await uow.execute(update(MeasureRow).where(MeasureRow.municipality_code == "0001").values(inhabitants=11))
    verification = await of(country, made, "verification")

    assert (verification["equal"], verification["inputsAsFrozen"]) == (False, False)
    assert {each["federationId"] for each in verification["differences"]} == {None, str(NORTH), str(SOUTH)}


async def test_results_come_in_pages(country: Country) -> None:
    made = await run(country)
    href = made["links"]["results"]["href"]
    first = (await country.world.steward.get(href, params={"limit": 1})).json()
    second = (await country.world.steward.get(first["links"]["next"]["href"])).json()

    assert [each["name"] for page in (first, second) for each in page["items"]] == ["Finsam Norr", "Finsam Söder"]
    assert second["links"]["next"] is None


@pytest.mark.parametrize(
    ("parameters", "changes", "code"),
    [
        ({"validFrom": 2026}, {}, "parameters-not-valid-for-year"),
        ({"validTo": 2024}, {}, "parameters-not-valid-for-year"),
        ({"ageBand": "16-65"}, {}, "age-band-differs"),
        ({}, {"ageBand": "16-65"}, "age-band-differs"),
    ],
)
async def test_parameters_that_are_not_for_the_inputs_are_refused(
    country: Country, parameters: Json, changes: Json, code: str
) -> None:
    await country.two_federations()
    frozen = await country.freeze(**changes)
    refused = await country.run(frozen.json()["id"], await country.parameters(**parameters))

    assert (refused.status_code, refused.json()["code"]) == (409, code)


async def test_a_run_of_nothing_is_refused(country: Country) -> None:
    await country.two_federations()
    frozen = (await country.freeze()).json()["id"]

    unknown_inputs = await country.run(str(WEST), await country.parameters())
    unknown_parameters = await country.run(frozen, str(WEST))
    assert unknown_inputs.json()["code"] == "inputs-unknown"
    assert unknown_parameters.json()["code"] == "parameter-set-unknown"


async def test_only_the_steward_runs_and_a_federation_reads(country: Country) -> None:
    made = await run(country)
    body = {"inputsId": made["inputsId"], "parameterSetId": made["parameterSetId"]}
    federation = country.world.federation(NORTH)

    assert (await federation.register("/allocation/v1/runs", body)).status_code == 403
    assert (await federation.get(made["links"]["self"]["href"])).json() == made


@pytest.mark.parametrize("part", ["", "/results", "/trace", "/verification"])
async def test_an_unknown_run_is_not_found(country: Country, part: str) -> None:
    assert (await country.world.steward.get(f"/allocation/v1/runs/{WEST}{part}")).status_code == 404


async def test_a_country_of_69_federations_is_run_to_the_krona(country: Country) -> None:
    """290 municipalities as the demonstration posts them: every krona given, and verified."""
    await country.found(NORTH, *(f"{number:04}" for number in range(1, 200)))
    await country.found(SOUTH, *(f"{number:04}" for number in range(200, 291)))
    measures = [measure(f"{n:04}", 10**9 + 7_919 * n * n, 1_000 + 13 * n) for n in range(1, 291)]
    frozen = await country.freeze(
        municipalities=measures, frameOre=33_900_000_000, nationalSupportOre=300_000_000, federations=[]
    )
    made = (await country.run(frozen.json()["id"], await country.parameters(baseOre=40_000_000))).json()

    assert made["summary"]["allocatedOre"] == 33_600_000_000
    assert (await of(country, made, "verification"))["equal"] is True


async def test_the_same_at_once_is_made_once(country: Country) -> None:
    """Each post with a key of its own: only what the rows are named by keeps them apart."""
    await country.two_federations()
    sets = await gather(*(country.parameters() for _ in range(6)))
    frozen = await gather(*(country.freeze() for _ in range(6)))
    runs = await gather(*(country.run(frozen[0].json()["id"], sets[0]) for _ in range(6)))

    assert len(set(sets)) == 1
    for answers in (frozen, runs):
        assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
