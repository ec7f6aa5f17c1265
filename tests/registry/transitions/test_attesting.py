"""Attestations: what a source shows of earlier days, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from finsam_contracts.registry import FederationAttested
from tests.registry.stories import JSON, SOURCE, Registry, municipalities_of, small_list

NNV = "NNV Skåne"
HOGANAS, ANGELHOLM = "1284", "1292"


def attestation(day: str = "2023-12-31", **more: Any) -> JSON:
    return {"source": SOURCE, "attestedOn": day} | more


async def test_a_source_moves_an_unknown_start_back(imported: Registry) -> None:
    nnv = await imported.federation(NNV, asOf="2024-12-31")
    await imported.done(
        "attestations", attestation(federations=[{"federationId": nnv["id"]}], exceptMunicipalityCodes=[HOGANAS])
    )
    earlier = await imported.federation(NNV, asOf="2023-12-31")
    assert (earlier["since"], earlier["sinceKnown"]) == ("2023-12-31", False)
    shown = {member["code"]: member["since"] for member in earlier["members"]}
    assert (shown[ANGELHOLM], shown[HOGANAS]) == ("2023-12-31", "2024-12-31")
    told = (await imported.events())[-1]
    assert isinstance(told, FederationAttested)
    assert HOGANAS not in told.municipality_codes
    assert len(told.municipality_codes) == len(municipalities_of(nnv)) - 1


async def test_without_names_it_is_about_every_federation_of_unknown_start(imported: Registry) -> None:
    decided = await imported.done("attestations", attestation())
    assert len(decided["federationIds"]) == 69
    assert (await imported.get("coverage", asOf="2023-12-31"))["federations"] == 69
    again = await imported.done("attestations", attestation())
    assert again["federationIds"] == []


async def test_the_day_may_be_the_start(imported: Registry) -> None:
    lund = await imported.federation("Lunds", asOf="2024-12-31")
    body = attestation("2005-04-01", federations=[{"federationId": lund["id"]}], sinceKnown=True)
    await imported.done("attestations", body)
    began = await imported.get(f"federations/{lund['id']}", asOf="2005-04-01")
    assert (began["since"], began["sinceKnown"], began["status"]) == ("2005-04-01", True, "active")
    assert (await imported.get(f"federations/{lund['id']}", asOf="2005-03-31"))["status"] == "forming"


async def test_a_known_start_stays(registry: Registry) -> None:
    lund = await registry.form("Finsam Lund", "2010-01-01", ["1281"], ["12"])
    told = await registry.events()
    await registry.done("attestations", attestation("2005-01-01", federations=[{"federationId": lund["id"]}]))
    assert (await registry.get(f"federations/{lund['id']}", asOf="2010-01-01"))["since"] == "2010-01-01"
    assert await registry.events() == told


async def test_the_same_municipality_is_not_shown_in_two(registry: Registry) -> None:
    await registry.form("Finsam Lund", "2010-01-01", ["1281"], ["12"])
    leaving = {"source": SOURCE, "party": "municipality", "code": "1280", "until": "2020-12-31"}
    both = await registry.form("Finsam Malmö", "2010-01-01", ["1280", "1230"], ["12"])
    await registry.done("withdrawals", leaving | {"federationId": both["id"]})
    await registry.done("imports", small_list(("Skåne län", "Nytt förbund", "Malmö")))
    new = await registry.federation("Nytt", asOf="2024-12-31")
    clash = attestation("2019-12-31", federations=[{"federationId": new["id"]}])
    assert (await registry.refused("attestations", clash))["code"] == "municipality-in-another-federation"
    await registry.done("attestations", clash | {"attestedOn": "2021-01-01"})


async def test_a_complete_source_agrees_with_the_registry_or_is_refused(imported: Registry) -> None:
    await imported.done("attestations", attestation(exceptMunicipalityCodes=[HOGANAS]))
    problem = await imported.refused("attestations", attestation(federations=[], complete={"federations": 72}))
    assert (problem["code"], problem["counted"]) == ("counts-differ", {"federations": 69, "municipalities": 273})
    assert (await imported.get("coverage", asOf="2023-12-31"))["completeSince"] == "2024-12-31"
    await imported.done("attestations", attestation(federations=[], complete={"federations": 69}))
    coverage = await imported.get("coverage", asOf="2023-12-31")
    assert (coverage["completeSince"], coverage["municipalitiesOut"]) == ("2023-12-31", 16)
    assert coverage["notKnown"] == {"federations": 0, "municipalities": 1}


@pytest.mark.parametrize(
    ("federation", "status", "code"),
    [
        ({"federationId": "00000000-0000-0000-0000-000000000000"}, 409, "federation-unknown"),
        ({"federationId": "nobody"}, 422, "invalid"),
        ({"municipalityCodes": ["1281"]}, 409, "not-member"),
    ],
)
async def test_what_is_refused(imported: Registry, federation: JSON, status: int, code: str) -> None:
    nnv = await imported.federation(NNV, asOf="2024-12-31")
    body = attestation(federations=[{"federationId": nnv["id"]} | federation])
    problem = await imported.refused("attestations", body)
    assert (problem["status"], problem["code"]) == (status, code)
