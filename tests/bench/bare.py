"""The least that FastAPI can do with a registration: read it, check its form, answer it. Takes its port."""

from __future__ import annotations

import sys
from datetime import date
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

app = FastAPI()


class Registration(BaseModel):
    """The same body as the service's."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    external_id: str
    federation_id: UUID
    name: str
    orientation: str
    focus: str
    registration_method: str
    esf_financed: bool
    target_groups: list[str]
    start: date
    end: date | None
    provenance: str


@app.get("/ready")
async def ready() -> None:
    """It answers."""


@app.post("/interventions", status_code=201)
async def register(body: Registration) -> Registration:
    """Store nothing."""
    return body


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False, server_header=False
    )
