"""The inputs of the allocation for 2025 are complete, exact, and say that they are not official."""

from __future__ import annotations

from uuid import UUID

from finsam_demo import allocation2025
from finsam_demo.federations import all_federations
from tests.demo.recount import federation_id

FEDERATIONS = all_federations()
IDS = {one.name: federation_id(one) for one in FEDERATIONS}


def test_every_municipality_has_its_inhabitants_and_an_illustrative_measure() -> None:
    municipalities = allocation2025.inputs(IDS, FEDERATIONS)["municipalities"]
    assert len({one["code"] for one in municipalities}) == 290
    for one in municipalities:
        assert 12_000_00 <= one["assistanceOre"] / one["inhabitants"] <= 24_000_00


def test_the_year_before_is_accounted_for_to_the_krona_over_the_72_federations_of_2023() -> None:
    previous = allocation2025.inputs(IDS, FEDERATIONS)["federations"]
    assert len({UUID(one["federationId"]) for one in previous}) == 72
    assert sum(one["previousOre"] for one in previous) == 336_000_000_00


def test_the_inputs_say_that_they_are_illustrative() -> None:
    inputs = allocation2025.inputs(IDS, FEDERATIONS)
    assert inputs["illustrative"] is True
    assert "not official" in inputs["source"]
    assert (inputs["frameOre"], inputs["nationalSupportOre"]) == (339_000_000_00, 3_000_000_00)
