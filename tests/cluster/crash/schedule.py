"""Who is killed when: drawn from a seed, so that the same number gives the same faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

SERVICES: Final = ("registry", "followup", "allocation", "reporting")
WEIGHTS: Final = {
    **{f"one of {service}": 3 for service in SERVICES},
    **{f"both of {service}": 1 for service in SERVICES},
    "relay of registry": 2,
    "relay of followup": 4,
    "postgres": 4,
    "gateway": 2,
    "a broker": 3,
}
"""Slow ones are rarer: a broker takes as long to come back as a handful of replicas."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: ``after`` seconds of load, back ``down`` seconds later. ``number`` chooses among several."""

    victim: str
    after: float
    down: float
    number: int


def schedule(seed: int, kills: int) -> Sequence[Kill]:
    """So many kills: each kind of victim once if there are enough of them, the others by weight."""
    random = Random(seed)
    victims = random.sample(list(WEIGHTS), len(WEIGHTS))[:kills]
    victims += random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=kills - len(victims))
    random.shuffle(victims)
    return [Kill(each, random.uniform(0.5, 5), random.uniform(0.1, 3), random.randrange(6)) for each in victims]
