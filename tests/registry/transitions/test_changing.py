"""Renaming, joining and withdrawing: what happens to one federation while it lives."""

from __future__ import annotations

from typing import Any

import pytest

from finsam_contracts.registry import FederationRenamed, MemberWithdrew, MunicipalityJoined
from tests.registry.stories import JSON, SOURCE, Registry, municipalities_of

LUND, MALMO, LOMMA, EDA = "1281", "1280", "1262", "1730"


async def lund_and_malmo(registry: Registry) -> JSON:
    return await registry.form("Finsam Lund", "2010-01-01", [LUND, MALMO], ["12"])


def about(federation: JSON, day: str = "2025-01-01", **more: Any) -> JSON:
    return {"source": SOURCE, "federationId": federation["id"], "effectiveDate": day} | more


async def test_a_federation_is_renamed_from_a_day_on(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    await registry.done("renamings", about(lund, name="Finsam Öresund"))
    assert (await registry.get(f"federations/{lund['id']}", asOf="2024-12-31"))["name"] == "Finsam Lund"
    assert (await registry.get(f"federations/{lund['id']}", asOf="2025-01-01"))["name"] == "Finsam Öresund"
    told = (await registry.events())[-1]
    assert isinstance(told, FederationRenamed)
    assert (told.previous_name, told.name) == ("Finsam Lund", "Finsam Öresund")


async def test_a_name_that_has_become_free_can_be_taken(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    eda = await registry.form("Finsam Eda", "2012-01-01", [EDA], ["17"])
    taken = about(eda, "2026-01-01", name="Finsam Lund")
    assert (await registry.refused("renamings", taken))["code"] == "federation-name-taken"
    await registry.done("renamings", about(lund, name="Finsam Öresund"))
    await registry.done("renamings", taken)


async def test_a_name_that_the_registry_has_can_get_its_start_and_the_one_before(imported: Registry) -> None:
    sydvast = await imported.federation("Sydväst", asOf="2024-12-31")
    former = "Samordningsförbundet Burlöv-Kävlinge-Staffanstorps-Vellinge"
    body = about(sydvast, "2024-01-01", name=sydvast["name"], previousName=former, datePrecision="year")
    await imported.done("renamings", body)
    names = (await imported.get(f"federations/{sydvast['id']}/history"))["names"]
    current = [(each["name"], each["since"], each["until"]) for each in names if each["supersededAt"] is None]
    assert current == [(former, "2023-12-31", "2023-12-31"), (sydvast["name"], "2024-01-01", None)]
    assert (await imported.refused("renamings", body))["code"] == "name-borne-already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Finsam Lund"}, "name-borne-already"),
        ({"name": "Ny", "previousName": "Annan"}, "name-borne-already"),
        ({"name": "Ny", "effectiveDate": "2010-01-01"}, "later-fact-stands"),
        ({"name": "Ny", "effectiveDate": "2009-01-01"}, "federation-not-active"),
        ({"name": "Ny", "federationId": "00000000-0000-0000-0000-000000000000"}, "federation-unknown"),
    ],
)
async def test_which_renamings_are_refused(registry: Registry, changes: JSON, code: str) -> None:
    lund = await lund_and_malmo(registry)
    assert (await registry.refused("renamings", about(lund) | changes))["code"] == code


async def test_a_municipality_joins_with_its_region(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    alone = about(lund, municipalityCodes=[EDA])
    problem = await registry.refused("joinings", alone)
    assert (problem["code"], problem["missing"]) == ("members-missing", [{"party": "region", "code": "17"}])
    await registry.done("joinings", alone | {"regionCodes": ["17"]})
    after = await registry.get(f"federations/{lund['id']}", asOf="2025-01-01")
    assert municipalities_of(after) == {LUND, MALMO, EDA}
    told = (await registry.events())[-1]
    assert isinstance(told, MunicipalityJoined)
    assert (told.municipality_code, str(told.since), told.since_known) == (EDA, "2025-01-01", True)


async def test_a_joining_gives_an_imported_membership_its_start(imported: Registry) -> None:
    lund = await imported.federation("Lunds", asOf="2024-12-31")
    await imported.done("joinings", about(lund, "2006-01-01", municipalityCodes=[LUND]))
    member = next(
        each for each in (await imported.federation("Lunds", asOf="2024-12-31"))["members"] if each["code"] == LUND
    )
    assert (member["since"], member["sinceKnown"]) == ("2006-01-01", True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"municipalityCodes": [LUND]}, "already-member"),
        ({"municipalityCodes": ["9999"]}, "municipality-unknown"),
        ({"municipalityCodes": [LOMMA]}, "municipality-in-another-federation"),
        ({"municipalityCodes": ["1230"], "effectiveDate": "2009-01-01"}, "federation-not-active"),
        (
            {"municipalityCodes": ["1230"], "adoptions": [{"party": "fk", "code": "fk", "adoptedOn": "2024-01-01"}]},
            "ordinance-not-adopted",
        ),
    ],
)
async def test_which_joinings_are_refused(registry: Registry, changes: JSON, code: str) -> None:
    lund = await lund_and_malmo(registry)
    await registry.form("Finsam Lomma", "2020-01-01", [LOMMA], ["12"])
    assert (await registry.refused("joinings", about(lund) | changes))["code"] == code


async def test_somebody_has_to_join(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    assert (await registry.refused("joinings", about(lund)))["status"] == 422


def leaving(federation: JSON, code: str, party: str = "municipality", **more: Any) -> JSON:
    return {"source": SOURCE, "federationId": federation["id"], "party": party, "code": code} | more


async def test_a_member_leaves_when_its_notice_has_run(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    decided = await registry.done("withdrawals", leaving(lund, MALMO, noticeGiven="2022-03-01"))
    assert (decided["effectiveDate"], decided["findings"]) == ("2025-03-01", [])
    assert municipalities_of(await registry.get(f"federations/{lund['id']}", asOf="2025-03-01")) == {LUND, MALMO}
    assert municipalities_of(await registry.get(f"federations/{lund['id']}", asOf="2025-03-02")) == {LUND}
    told = (await registry.events())[-1]
    assert isinstance(told, MemberWithdrew)
    assert (told.code, str(told.until)) == (MALMO, "2025-03-01")


async def test_the_ordinance_may_say_less_than_three_years(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    short = leaving(lund, MALMO, noticeGiven="2024-01-01", until="2024-12-31")
    problem = await registry.refused("withdrawals", short)
    assert (problem["code"], problem["earliest"]) == ("notice-too-short", "2027-01-01")
    await registry.done("withdrawals", short | {"noticeMonths": 12} | {"until": "2025-01-01"})


async def test_who_has_left_can_join_another_federation_the_day_after(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    decided = await registry.done("withdrawals", leaving(lund, MALMO, until="2024-12-31"))
    assert [finding["code"] for finding in decided["findings"]] == ["notice-not-registered"]
    early = {"source": SOURCE, "name": "Finsam Malmö", "municipalityCodes": [MALMO], "regionCodes": ["12"]}
    problem = await registry.refused("federations", early | {"effectiveDate": "2024-12-31"})
    assert problem["code"] == "municipality-in-another-federation"
    await registry.done("federations", early | {"effectiveDate": "2025-01-01"})


@pytest.mark.parametrize(
    ("leaver", "code"),
    [
        ({"code": "1230"}, "not-member"),
        ({"party": "region", "code": "12"}, "members-missing"),
        ({"party": "fk", "code": "fk"}, "members-missing"),
        ({"code": MALMO, "until": "2009-12-31"}, "federation-not-active"),
    ],
)
async def test_which_withdrawals_are_refused(registry: Registry, leaver: JSON, code: str) -> None:
    lund = await lund_and_malmo(registry)
    body = leaving(lund, MALMO, until="2024-12-31") | leaver
    assert (await registry.refused("withdrawals", body))["code"] == code


async def test_the_last_municipality_does_not_leave_the_federation_is_wound_up(registry: Registry) -> None:
    lund = await lund_and_malmo(registry)
    await registry.done("withdrawals", leaving(lund, MALMO, until="2024-12-31"))
    again = await registry.refused("withdrawals", leaving(lund, MALMO, until="2024-12-31"))
    assert again["code"] == "later-fact-stands"
    last = await registry.refused("withdrawals", leaving(lund, LUND, until="2025-12-31"))
    assert (last["code"], last["missing"]) == ("members-missing", [{"party": "municipality", "code": None}])


async def test_a_region_left_without_municipalities_is_pointed_out(registry: Registry) -> None:
    both = await registry.form("Finsam", "2010-01-01", [LUND, EDA], ["12", "17"])
    decided = await registry.done("withdrawals", leaving(both, EDA, until="2024-12-31"))
    assert "region-without-municipality" in [finding["code"] for finding in decided["findings"]]
    await registry.done("withdrawals", leaving(both, "17", "region", until="2025-12-31"))
