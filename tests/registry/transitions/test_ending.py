"""Forming, active, liquidating, dissolved: the end of a federation."""

from __future__ import annotations

from finsam_contracts.registry import FederationDissolved, FederationLiquidated, MemberWithdrew
from tests.registry.stories import JSON, SOURCE, Registry

LUND = "1281"


def liquidation(federation: JSON, day: str = "2025-01-01") -> JSON:
    return {"source": SOURCE, "federationId": federation["id"], "effectiveDate": day, "reason": "En part saknas."}


def dissolution(federation: JSON, until: str = "2025-12-31", served: str = "2025-12-15") -> JSON:
    return {"source": SOURCE, "federationId": federation["id"], "until": until, "finalAccountServed": served}


async def test_a_federation_is_wound_up_and_then_is_no_more(registry: Registry) -> None:
    lund = await registry.form("Finsam Lund", "2010-01-01", [LUND], ["12"])
    await registry.done("liquidations", liquidation(lund))
    await registry.done("dissolutions", dissolution(lund))
    days = ("2009-12-31", "2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")
    seen = [(await registry.get(f"federations/{lund['id']}", asOf=day))["status"] for day in days]
    assert seen == ["forming", "active", "liquidating", "liquidating", "dissolved"]
    told = (await registry.events())[-4:]
    assert [type(event) for event in told] == [
        FederationLiquidated,
        MemberWithdrew,
        MemberWithdrew,
        FederationDissolved,
    ]


async def test_in_liquidation_it_is_listed_and_takes_nobody(registry: Registry) -> None:
    lund = await registry.form("Finsam Lund", "2010-01-01", [LUND], ["12"])
    await registry.done("liquidations", liquidation(lund))
    assert (await registry.federation("Lund", asOf="2025-06-30"))["status"] == "liquidating"
    joining = {
        "source": SOURCE,
        "federationId": lund["id"],
        "effectiveDate": "2025-06-01",
        "municipalityCodes": ["1280"],
    }
    assert (await registry.refused("joinings", joining))["code"] == "federation-not-active"
    assert (await registry.refused("liquidations", liquidation(lund, "2025-03-01")))["code"] == "federation-not-active"


async def test_what_a_dissolution_waits_for(registry: Registry) -> None:
    lund = await registry.form("Finsam Lund", "2010-01-01", [LUND], ["12"])
    assert (await registry.refused("dissolutions", dissolution(lund)))["code"] == "not-liquidating"
    await registry.done("liquidations", liquidation(lund))
    open_account = dissolution(lund, served="2026-01-01")
    assert (await registry.refused("dissolutions", open_account))["code"] == "final-account-open"
    await registry.done("dissolutions", dissolution(lund))
    assert (await registry.refused("dissolutions", dissolution(lund)))["code"] == "federation-not-active"


async def test_its_name_and_its_municipality_become_free(registry: Registry) -> None:
    lund = await registry.form("Finsam Lund", "2010-01-01", [LUND], ["12"])
    await registry.done("liquidations", liquidation(lund))
    await registry.done("dissolutions", dissolution(lund))
    again = await registry.form("Finsam Lund", "2026-01-01", [LUND], ["12"])
    assert again["id"] != lund["id"]
