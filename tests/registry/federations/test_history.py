"""Nothing is overwritten: history shows what was believed, when, and where it came from."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.registry.stories import Registry

DAY = "2024-12-31"


async def test_a_superseded_row_stands_beside_its_successor(supplemented: Registry) -> None:
    nnv = await supplemented.federation("NNV Skåne", asOf=DAY)
    history = await supplemented.get(f"federations/{nnv['id']}/history")
    hoganas = [member for member in history["members"] if member["code"] == "1284"]
    assert [(each["since"], each["sinceKnown"], each["supersededAt"] is None) for each in hoganas] == [
        ("2024-01-01", True, True),
        (DAY, False, False),
    ]
    assert hoganas[1]["supersededAt"] == hoganas[0]["recordedAt"]


async def test_the_family_tree_of_a_merger(supplemented: Registry) -> None:
    vastmanland = await supplemented.federation("Västmanland", asOf=DAY)
    history = await supplemented.get(f"federations/{vastmanland['id']}/history")
    assert {(each["name"], each["until"]) for each in history["predecessors"]} == {
        ("Samordningsförbundet Västerås", "2023-12-31"),
        ("Samordningsförbundet Västra Mälardalen", "2023-12-31"),
    }
    assert [name["name"] for name in history["names"] if name["supersededAt"] is None] == [
        "Norra Västmanlands Samordningsförbund",
        "Samordningsförbundet Västmanland",
    ]
    ended = await supplemented.get(f"federations/{history['predecessors'][0]['id']}/history")
    assert ended["successorIds"] == [vastmanland["id"]]


async def test_generations_of_mergers_are_one_tree(registry: Registry) -> None:
    one = await registry.form("Ett", "2010-01-01", ["1280"], ["12"])
    two = await registry.form("Två", "2010-01-01", ["1281"], ["12"])
    three = await registry.form("Tre", "2010-01-01", ["1262"], ["12"])
    for survivor, predecessor, day in ((two, one, "2015-01-01"), (three, two, "2020-01-01")):
        body = {
            "source": "x",
            "effectiveDate": day,
            "survivorId": survivor["id"],
            "predecessorIds": [predecessor["id"]],
        }
        await registry.done("mergers", body)
    tree = (await registry.get(f"federations/{three['id']}/history"))["predecessors"]
    assert [(each["name"], [older["name"] for older in each["predecessors"]]) for each in tree] == [("Två", ["Ett"])]
    heirs = (await registry.get(f"federations/{one['id']}/history"))["successorIds"]
    assert heirs == [two["id"], three["id"]]


async def test_each_decision_is_kept_with_its_source_and_what_contradicts_it(supplemented: Registry) -> None:
    nnv = await supplemented.federation("NNV Skåne", asOf=DAY)
    decisions = (await supplemented.get(f"federations/{nnv['id']}/history"))["decisions"]
    assert [each["kind"] for each in decisions] == ["import", "attestation", "merger"]
    merger = decisions[-1]
    assert "not 6" in merger["source"]
    disagreement = next(each for each in merger["findings"] if each["code"] == "sources-disagree")
    assert "upphörde under 2023" in disagreement["sv"]
    assert "not 26" in disagreement["sv"]
    assert (await supplemented.get(f"mergers/{merger['id']}")) == merger


async def test_history_as_it_was_known(imported: Registry) -> None:
    then = datetime.now(UTC).isoformat()
    nnv = await imported.federation("NNV Skåne", asOf=DAY)
    before = await imported.get(f"federations/{nnv['id']}/history")
    await imported.supplement()
    known = await imported.get(f"federations/{nnv['id']}/history", knownAt=then)
    assert known == before
    assert all(member["supersededAt"] is None for member in known["members"])
