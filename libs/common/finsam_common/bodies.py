"""What requests and resources are made of: camelCase on the wire, frozen, exact about types."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

_WIRE = ConfigDict(
    alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True, frozen=True
)

Moment = Annotated[
    AwareDatetime,
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    Field(examples=["2024-03-01T08:00:00Z"]),
]
"""A point in time: any zone in, UTC out (RFC 3339)."""

ExternalId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$"),
    Field(examples=["2024-017"], description="What the federation's own system calls it"),
]
"""A federation's own name for a thing: up to 64 letters, digits and ``._:-``."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""A line of text, without control characters."""


class Body(BaseModel):
    """What a request carries. A field that it does not know is refused, and so is a value of another JSON type."""

    model_config = _WIRE | ConfigDict(extra="forbid")


class Resource(BaseModel):
    """What an answer carries. Fields may be added within v1, so readers ignore what they do not know."""

    model_config = _WIRE


class Link(Resource):
    """Where something related is (DIGG's REST profile, HYP.11 to HYP.19)."""

    href: str = Field(examples=["https://finsam.example/followup/v1/headcounts"], description="An absolute URL")
    rel: str = Field(examples=["self"], description="The relation, from IANA's list where it has one")
    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"


class Notice(Resource):
    """A plausibility warning: the registration stands, and somebody should look at it."""

    code: str = Field(examples=["all-target-groups-chosen"])
    detail: str = Field(examples=["Every specific target group is chosen, which means none."])
    pointer: str | None = Field(default=None, examples=["/targetGroups"])


class Registered(Resource):
    """What the platform adds to a registration when it stands."""

    id: UUID = Field(examples=["5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"])
    version: int = Field(ge=1, examples=[1], description="Counts from 1; the ETag is this number in quotes")
    recorded_at: Moment
    void: bool = Field(default=False, description="Taken back: it counts nowhere from this version on")
    warnings: list[Notice] = Field(default_factory=list, description="Plausibility warnings; they never block")
    links: dict[str, Link] = Field(default_factory=dict)
