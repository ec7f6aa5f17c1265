"""Finding federations: by name, county, municipality; on a day; page by page."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.registry.stories import Registry, municipalities_of

DAY = "2024-12-31"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"name": "sydväst"}, {"Samordningsförbundet Finsam Sydväst"}),
        ({"name": "SYDVÄST"}, {"Samordningsförbundet Finsam Sydväst"}),
        ({"name": "100%"}, set()),
        ({"municipalityCode": "1284"}, {"Samordningsförbundet NNV Skåne"}),
        ({"municipalityCode": "2513"}, set()),
        ({"countyCode": "09"}, {"Samordningsförbundet Finsam Gotland"}),
        (
            {"countyCode": "17", "name": "norra"},
            {"Samordningsförbundet Västra Värmlands och Norra Dalslands samordningsförbund"},
        ),
    ],
)
async def test_a_federation_is_found(imported: Registry, query: dict[str, str], names: set[str]) -> None:
    found = await imported.get("federations", asOf=DAY, **query)
    assert {federation["name"] for federation in found["items"]} == names


async def test_pages_follow_one_another_by_name(imported: Registry) -> None:
    everyone = (await imported.get("federations", asOf=DAY, limit="1000"))["items"]
    seen, page = [], await imported.get("federations", asOf=DAY, limit="25")
    seen += page["items"]
    while page["links"]["next"] is not None:
        page = (await imported.anybody.get(page["links"]["next"]["href"])).json()
        seen += page["items"]
    assert seen == everyone
    assert len(seen) == 69


async def test_a_former_name_is_found_on_its_days(supplemented: Registry) -> None:
    before = await supplemented.federation("Burlöv-Kävlinge", asOf="2023-12-31")
    after = await supplemented.federation("Finsam Sydväst", asOf="2024-01-01")
    assert before["id"] == after["id"]
    assert before["name"] == "Samordningsförbundet Burlöv-Kävlinge-Staffanstorps-Vellinge"
    assert (await supplemented.get("federations", name="Burlöv-Kävlinge", asOf=DAY))["items"] == []


async def test_of_an_earlier_day_it_says_that_nothing_is_known(imported: Registry) -> None:
    lund = await imported.federation("Lunds", asOf=DAY)
    before = await imported.get(f"federations/{lund['id']}", asOf="2020-01-01")
    assert (before["status"], before["since"], before["sinceKnown"]) == ("not-known", DAY, False)


async def test_it_answers_as_it_knew(imported: Registry) -> None:
    then = datetime.now(UTC).isoformat()
    await imported.supplement()
    nnv = await imported.federation("NNV Skåne", asOf="2024-06-30")
    assert "1284" in municipalities_of(nnv)
    known = await imported.get(f"federations/{nnv['id']}", asOf="2024-06-30", knownAt=then)
    assert known["status"] == "not-known"
    assert (await imported.get("federations", asOf="2024-06-30", knownAt=then))["items"] == []


async def test_what_is_not_there_is_not_found(imported: Registry) -> None:
    lund = await imported.federation("Lunds", asOf=DAY)
    for path in (str(uuid4()), "not-an-id", f"{uuid4()}/history"):
        assert (await imported.anybody.get(f"/registry/v1/federations/{path}")).status_code == 404
    before = {"knownAt": "2020-01-01T00:00:00Z"}
    assert (await imported.anybody.get(f"/registry/v1/federations/{lund['id']}", params=before)).status_code == 404


@pytest.mark.parametrize("query", [{"name": "x"}, {"countyCode": "1"}, {"cursor": "!!"}, {"limit": "0"}])
async def test_a_query_that_cannot_be_read_is_refused(registry: Registry, query: dict[str, str]) -> None:
    response = await registry.anybody.get("/registry/v1/federations", params=query)
    assert response.status_code == 400
