"""Events of follow-up as a year brings them: for each intervention its budget, and its participants of every month."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import count, islice
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import RowMapping

from finsam_common.events.envelope import to_record
from finsam_common.transports import Partition, Record, partition_of
from finsam_contracts import Event
from finsam_contracts.followup import BudgetReported, HeadcountReported, InterventionRegistered, Numbers
from finsam_contracts.values import Counting, Focus, Meaning, Orientation, Provenance, RegistrationMethod, TargetGroup

FACT, INTERVENTION, FEDERATION = (UUID(int=number) for number in (1, 2, 3))
"""What stands in the examples where each event has an identity of its own."""
MOMENT: Final = datetime(2024, 3, 31, 12, 30, 15, 123456, tzinfo=UTC)
EPOCH: Final = UUID(int=4)
TRACE: Final = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FEDERATIONS: Final = 80

REGISTERED: Final = InterventionRegistered(
    intervention_id=INTERVENTION,
    version=1,
    federation_id=FEDERATION,
    external_id="2024-117",
    name="Förberedande insats för unga vuxna",
    orientation=Orientation.INDIVIDUAL,
    focus=Focus.PREPARATORY,
    registration_method=RegistrationMethod.HEADCOUNT,
    esf_financed=False,
    target_groups=[TargetGroup.YOUNG, TargetGroup.LONG_TERM_SICK],
    start=date(2024, 1, 1),
    end=None,
    provenance=Provenance.SYNTHETIC,
    recorded_at=MOMENT,
)
BUDGETED: Final = BudgetReported(
    budget_id=FACT,
    version=1,
    intervention_id=INTERVENTION,
    federation_id=FEDERATION,
    year=2024,
    ordinary_ore=125_000_000,
    esf_ore=0,
    previous_ordinary_ore=None,
    previous_esf_ore=None,
    provenance=Provenance.SYNTHETIC,
    recorded_at=MOMENT,
)
COUNTED: Final = [
    HeadcountReported(
        headcount_id=FACT,
        version=1,
        intervention_id=INTERVENTION,
        federation_id=FEDERATION,
        period=f"2024-{month:02}",
        numbers=Numbers(women=month + 3, men=month + 2, sex_unknown=0),
        previous=None,
        counting=Counting.UNIQUE,
        meaning=Meaning.NEW,
        provenance=Provenance.SYNTHETIC,
        recorded_at=MOMENT,
    )
    for month in range(1, 13)
]
YEAR: Final[list[Event]] = [REGISTERED, BUDGETED, *COUNTED]


def outbox_rows(events: int, seed: int) -> Iterator[dict[str, Any]]:
    """Rows of the outbox that have no number yet; other seeds tell of other interventions."""
    return islice(_rows(random.Random(seed)), events)


def records(events: int, seed: int) -> Iterator[tuple[Partition, Record]]:
    """The same as follow-up's relay publishes them when it has published nothing before."""
    before: defaultdict[Partition, int] = defaultdict(int)
    for position, row in zip(count(1), outbox_rows(events, seed), strict=False):
        partition = Partition(row["topic"], row["partition"])
        numbered = cast(RowMapping, {**row, "position": position})
        yield partition, to_record(numbered, "followup", EPOCH, before[partition])
        before[partition] = position


def told(events: int) -> Mapping[str, int]:
    """How many events of each type there are among so many."""
    whole, rest = divmod(events, len(YEAR))
    found: defaultdict[str, int] = defaultdict(int)
    for number, event in enumerate(YEAR):
        found[event.event_name] += whole + (number < rest)
    return found


def _rows(chance: random.Random) -> Iterator[dict[str, Any]]:
    federations = [str(_identity(chance)) for _ in range(FEDERATIONS)]
    examples = [(event, event.model_dump_json()) for event in YEAR]
    while True:
        intervention, federation = str(_identity(chance)), chance.choice(federations)
        for event, example in examples:
            data = example.replace(str(FACT), str(_identity(chance))).replace(str(INTERVENTION), intervention)
            yield {
                "id": _identity(chance),
                "topic": event.topic.name,
                "key": intervention,
                "type": event.event_name,
                "data": data.replace(str(FEDERATION), federation),
                "traceparent": TRACE,
                "recorded_at": MOMENT,
                "partition": partition_of(intervention, event.topic.partitions),
            }


def _identity(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
