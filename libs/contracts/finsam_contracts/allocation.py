"""Events of the allocation: what was put in, and what the model gave."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from finsam_contracts.event import Event
from finsam_contracts.values import Ore, Year


class InputsFrozen(Event, name="allocation.inputs-frozen.v1", key="inputs_id"):
    """The inputs of a year's allocation are complete and no longer change; ``digest`` (SHA-256) names their content."""

    inputs_id: UUID
    year: Year
    federations: int
    frame_ore: Ore
    illustrative: bool
    digest: str
    recorded_at: datetime


class RunMade(Event, name="allocation.run-made.v1", key="run_id"):
    """The model was run on frozen inputs: every krona of ``distributable_ore`` is allocated or undistributed."""

    run_id: UUID
    inputs_id: UUID
    year: Year
    feasible: bool
    distributable_ore: Ore
    allocated_ore: Ore
    undistributed_ore: Ore
    federations: int
    illustrative: bool
    recorded_at: datetime
