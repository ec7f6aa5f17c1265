"""The same seed gives the same kills; every kind of victim has its turn."""

from __future__ import annotations

from tests.cluster.crash.schedule import WEIGHTS, schedule


def test_a_seed_is_all_that_chance_comes_from() -> None:
    assert schedule(7, 100) == schedule(7, 100)
    assert schedule(7, 100) != schedule(8, 100)


def test_every_kind_of_victim_has_its_turn() -> None:
    for seed in range(20):
        assert {kill.victim for kill in schedule(seed, 30)} == set(WEIGHTS)


def test_there_are_as_many_kills_as_were_asked_for() -> None:
    assert [len(schedule(1, kills)) for kills in (0, 1, 30, 1000)] == [0, 1, 30, 1000]
