"""The allocation's part of the main job: inputs of 2025 are frozen and the model runs on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from finsam_demo import allocation2025
from finsam_demo.federations import all_federations
from finsam_demo.gateway import Answer, Caller

PARAMETERS: Final[dict[str, Any]] = {
    "name": "modell-2016",
    "validFrom": 2016,
    "source": "Model decided in January 2015, used from allocation year 2016 until further notice",
}
"""All else as decided: what is left out is the model's own."""


async def allocate_2025(steward: Caller, ids: Mapping[str, UUID]) -> Answer:
    """Freeze the illustrative inputs and run the model; the run with its summary. Nothing is made twice."""
    parameters = await steward.post("/allocation/v1/parameter-sets", PARAMETERS, key="demo-modell-2016")
    inputs = allocation2025.inputs(ids, all_federations())
    frozen = await steward.post("/allocation/v1/inputs", inputs, key="demo-inputs-2025")
    ask = {"inputsId": frozen["id"], "parameterSetId": parameters["id"]}
    return await steward.post("/allocation/v1/runs", ask, key="demo-run-2025")
