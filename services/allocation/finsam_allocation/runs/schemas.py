"""What a run is asked with, and what it answers: a summary, a result per federation, the trace."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from finsam_allocation.inputs.schemas import FrozenInputs
from finsam_allocation.model.bounds import CapSource
from finsam_allocation.model.outcome import Applied, Level
from finsam_allocation.parameters.schemas import ParameterSet
from finsam_allocation.quantities import Exact
from finsam_common.bodies import Body, Link, Moment, Resource
from finsam_contracts.values import MunicipalityCode

FEDERATION = "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"


class RunToMake(Body):
    """Which inputs to run the model on, and with which parameters."""

    inputs_id: UUID = Field(examples=["1f6b8a5e-3f0d-5f7e-9f63-6d1f1f0c9a02"])
    parameter_set_id: UUID = Field(examples=["0d2f1c9e-52d0-5b0e-8f0b-0a5f0a6f2c11"])


class Remarkable(StrEnum):
    """What an official should look at before deciding."""

    CHANGED = "change-over-ten-per-cent"
    UNDER_HALF = "under-half-of-norm"
    OVER_DOUBLE = "over-double-the-norm"


class Deviation(Resource):
    """A result to look at; ``ratio`` is its change from the previous allocation, or its part of the norm."""

    federation_id: UUID = Field(examples=[FEDERATION])
    name: str = Field(examples=["Finsam Lund"])
    kind: Remarkable
    ratio: Exact = Field(examples=["-1/10"])


class FloorTaken(Resource):
    """A floor of an infeasible run, and what it takes beyond the base grant."""

    federation_id: UUID = Field(examples=[FEDERATION])
    name: str = Field(examples=["Finsam Lund"])
    beyond_base_ore: int = Field(examples=[331_250_000])


class Shortfall(Resource):
    """Why a run is infeasible: base grants and floors together are more than there is. Nothing is scaled to fit."""

    excess_ore: int = Field(examples=[1_250_000], description="So much too little is there, öre")
    base_ore: int = Field(examples=[2_760_000_000], description="What base grants take, less where a cap is lower, öre")
    floors: list[FloorTaken]


class Summary(Resource):
    """A run at a glance. ``allocatedOre`` and ``undistributedOre`` sum to ``distributableOre``, always."""

    feasible: bool = Field(examples=[True])
    distributable_ore: int = Field(examples=[33_600_000_000], description="R, öre")
    allocated_ore: int = Field(examples=[33_600_000_000])
    undistributed_ore: int = Field(examples=[0])
    rate: Exact | None = Field(description="λ, öre per unit of k; null when infeasible")
    federations: int = Field(examples=[69])
    assistance_ore: int = Field(examples=[4_125_000_000_000], description="ΣF, öre")
    inhabitants: int = Field(examples=[5_812_345], description="ΣB")
    above_level: int = Field(examples=[7], description="Federations with more than the norm and its band")
    in_level: int = Field(examples=[55])
    below_level: int = Field(examples=[7])
    deviations: list[Deviation]
    shortfall: Shortfall | None = Field(default=None, examples=[None], description="Why it is infeasible, if it is")


class Awarded(Resource):
    """What the search gave one federation, step by step. Exact values are rationals, in öre where they are money."""

    unbounded: Exact = Field(examples=["683000000"], description="base + λ · k")
    exact: Exact = Field(examples=["683000000"], description="The same within floor and cap")
    rounded_down_ore: int = Field(examples=[683_000_000])
    remainder: Exact = Field(examples=["0"], description="What rounding down cut off")
    given_back_ore: int = Field(examples=[0], description="One rounding unit, to the largest remainders")
    result_ore: int = Field(examples=[683_000_000], description="The allocation")
    applied: Applied = Field(examples=["none"], description="Which bound decided")
    level: Level = Field(examples=["in"])
    change_ore: int | None = Field(examples=[-17_000_000], description="From the previous allocation")
    change: Exact | None = Field(examples=["-17/700"], description="The change as a share of the previous allocation")
    change_percent: str | None = Field(examples=["-2.43"], description="The change, rounded for reading")
    per_inhabitant_ore: int = Field(examples=[8_411], description="The state's money per inhabitant in the age band")
    deviations: list[Remarkable] = Field(examples=[[]])


class Result(Resource):
    """One federation's way to its result. Exact values are rationals, in öre where they are money."""

    federation_id: UUID = Field(examples=[FEDERATION])
    name: str = Field(examples=["Finsam Lund"])
    assistance_ore: int = Field(examples=[98_750_000_000], description="F")
    inhabitants: int = Field(examples=[81_204], description="B")
    assistance_share: Exact = Field(examples=["79/3300"], description="F/ΣF")
    inhabitants_share: Exact = Field(examples=["81204/5812345"], description="B/ΣB")
    k: Exact = Field(examples=["1/48"], description="The weighted share")
    k_decimal: str = Field(examples=["0.020833333333"], description="k, rounded for reading")
    norm: Exact = Field(examples=["682500000"], description="base + (R − N · base) · k")
    norm_ore: int = Field(examples=[682_500_000], description="The norm, rounded to the öre")
    previous_ore: int | None = Field(examples=[700_000_000], description="The previous allocation, carried over")
    request_ore: int | None = Field(examples=[720_000_000])
    matching_ore: int | None = Field(examples=[750_000_000])
    equity_ore: int | None = Field(examples=[120_000_000])
    reasonable_equity: Exact | None = Field(examples=["273000000"], description="null without a staircase")
    braked: Exact = Field(examples=["630000000"], description="The brake's floor before rounding")
    floor_ore: int = Field(examples=[630_000_000])
    floor_yielded: bool = Field(examples=[False], description="The floor was above the cap, and the cap won")
    caps: dict[CapSource, Exact] = Field(examples=[{"request": "720000000", "matching": "750000000"}])
    cap_ore: int | None = Field(examples=[720_000_000], description="null: no cap")
    cap_sources: list[CapSource] = Field(examples=[["request"]], description="Where the lowest cap comes from")
    awarded: Awarded | None = Field(description="null when the run is infeasible")


class CarriedPart(Resource):
    """A municipality's part of its former federation's previous allocation, split by k."""

    municipality_code: MunicipalityCode
    before: UUID = Field(examples=[FEDERATION])
    now: UUID | None = Field(examples=[FEDERATION], description="null: it is in no area now")
    amount: Exact = Field(examples=["412500000"], description="Öre")


class Account(Resource):
    """What a run computed: its summary, how previous allocations were carried over, results by federation id."""

    summary: Summary
    carried_over: list[CarriedPart]
    results: list[Result]


class Run(Resource):
    """A run of the model."""

    id: UUID = Field(examples=["9c1b5a57-6f0f-5a39-8d7a-1d9d6f6d2b03"])
    inputs_id: UUID = Field(examples=["1f6b8a5e-3f0d-5f7e-9f63-6d1f1f0c9a02"])
    parameter_set_id: UUID = Field(examples=["0d2f1c9e-52d0-5b0e-8f0b-0a5f0a6f2c11"])
    model_version: int = Field(examples=[1], description="Counts changes of the model's own rules")
    year: int = Field(examples=[2025])
    illustrative: bool = Field(description="Made from inputs that are made up to show the model, not official")
    summary: Summary
    recorded_at: Moment
    links: dict[str, Link] = Field(default_factory=dict)


class Trace(Resource):
    """Everything that is needed to recompute a run, and everything that it computed."""

    run: Run
    inputs: FrozenInputs
    parameter_set: ParameterSet
    carried_over: list[CarriedPart] = Field(description="How previous allocations came to today's areas; often empty")
    results: list[Result]


class Difference(Resource):
    """Values that a recomputation does not find as they are stored; ``federationId`` is null for the summary."""

    federation_id: UUID | None = Field(examples=[FEDERATION])
    fields: list[str] = Field(examples=[["resultOre"]])


class Verification(Resource):
    """A run computed again from its stored inputs and parameters, beside what is stored of it."""

    run_id: UUID = Field(examples=["9c1b5a57-6f0f-5a39-8d7a-1d9d6f6d2b03"])
    equal: bool = Field(examples=[True], description="Inputs as they were frozen, and every value the same")
    inputs_as_frozen: bool = Field(examples=[True], description="The inputs still have their digest")
    differences: list[Difference]
