"""What operators see of the event engine; never the data of an event."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Line, Link, Moment, Resource
from finsam_common.events.reading import Break, Reason

SetName = Annotated[str, Field(examples=["federations"], description="The name of a projection set")]
TopicName = Annotated[str, Field(examples=["registry.public"])]
Number = Annotated[int, Field(ge=0, examples=[0], description="The partition's number")]
Offset = Annotated[int, Field(ge=0, examples=[1042])]
Count = Annotated[int, Field(ge=0, examples=[3])]
Epoch = Annotated[UUID, Field(examples=["3f1c6a2e-9b0d-4c57-8a41-6d2e5b7f9c10"])]
Why = Annotated[Line, Field(examples=["Ärende 2024-118: the municipality code was repaired"], description="Audited")]


class Pointer(Resource):
    """A partition that the service publishes to: everything up to ``position`` is in the log."""

    topic: TopicName
    partition: Number
    position: Annotated[int, Field(ge=0, examples=[5120])]
    waiting: Count = Field(examples=[3], description="Numbered events that are not in the log yet")
    oldest: Moment | None = Field(description="When the first of those was recorded")


class RelayState(Resource):
    """How far the service's events have left its outbox."""

    epoch: Epoch | None = Field(description="Null until the relay has run for the first time")
    position: int = Field(ge=0, examples=[5123], description="The number of the last numbered event")
    unnumbered: Count = Field(description="Committed events without a number")
    oldest_unpublished: Moment | None = Field(description="When the oldest event was recorded that is not in the log")
    at_work: bool = Field(examples=[True], description="Whether a relay holds the lease")
    log_ahead: bool = Field(
        examples=[False],
        description="The log has later numbers of this epoch than the database: it was restored, and nothing is "
        "published until a new epoch is drawn",
    )
    pointers: list[Pointer]
    links: dict[str, Link]


class Stopped(Resource):
    """Why a partition is not heard further, and at which record."""

    reason: Break
    offset: Offset
    epoch: Epoch | None = Field(description="The epoch of that record, when it is what stops")


class Heard(Resource):
    """Where a projection set stands in one partition."""

    topic: TopicName
    partition: Number
    offset: Offset = Field(description="The record that is read next")
    end_offset: int | None = Field(examples=[1045], description="The end of the log; null when it does not answer")
    lag: int | None = Field(examples=[3], description="Records that have not been heard")
    epoch: Epoch | None
    position: int = Field(ge=0, examples=[1040], description="The producer's number of the event heard last")
    known_at: Moment | None = Field(description="When the log took the event heard last")
    stopped: Stopped | None


class Hold(Resource):
    """An operator holds the set still."""

    reason: Why
    paused_by: str = Field(examples=["operator@finsam.example"])
    paused_at: Moment


class Consumer(Resource):
    """One projection set and how far it has heard."""

    projection_set: SetName
    version: int = Field(ge=1, examples=[1])
    lag: int | None = Field(examples=[3], description="Over all partitions; null when the log does not answer")
    parked_keys: Count
    paused: Hold | None
    partitions: list[Heard]
    links: dict[str, Link]


class ParkedHeaders(Resource):
    """The envelope of a parked event as it came: CloudEvents attributes that the platform sets, and no other."""

    attributes: dict[str, str] = Field(examples=[{"type": "registry.federation-formed.v1", "position": "1041"}])
    others: Count = Field(examples=[0], description="Headers that are not shown")


class ParkedSummary(Resource):
    """One parked event, without what it says."""

    id: str = Field(examples=["0-1042"], description="Partition and offset")
    partition: Number
    offset: Offset
    event_id: str | None = Field(examples=["8f14e45f-ceea-467f-a8b5-1f0d5a2c7d10"])
    type: str | None = Field(examples=["registry.federation-formed.v1"])
    reason: Reason
    error: str | None = Field(examples=["KeyError"], description="The name of an exception, never its words")
    known_at: Moment = Field(description="When the log took it")
    parked_at: Moment


class ParkedDetail(ParkedSummary):
    """One parked event with its envelope."""

    headers: ParkedHeaders
    bytes: Count = Field(examples=[412], description="The size of its data")
    links: dict[str, Link]


class ParkedKeyState(Resource):
    """A key whose events wait in their order: the first with what is wrong with it, the others behind it."""

    id: str = Field(examples=["WyJmZWRlcmF0aW9ucyIsInJlZ2lzdHJ5LnB1YmxpYyIsIjViMWYiXQ"], description="Opaque")
    projection_set: SetName
    topic: TopicName
    key: str = Field(examples=["5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"], description="The aggregate's id")
    count: Count
    since: Moment
    first: ParkedSummary
    links: dict[str, Link]


class Compared(Resource):
    """A live table beside the one made anew: rows of each, and rows that the other has not exactly so."""

    table: str = Field(examples=["federations"])
    live: Count
    rebuilt: Count
    only_live: Count = Field(examples=[0])
    only_rebuilt: Count = Field(examples=[0])


Swap = Literal["always", "when-equal", "never"]
RebuildStatus = Literal["running", "swapped", "compared", "refused", "failed", "interrupted"]


class Rebuild(Resource):
    """A projection set made anew from the beginning of the log, beside the live one.

    ``swapped`` took the live one's place; ``compared`` left it; ``refused`` and ``failed`` changed nothing, as
    ``trouble`` says; ``interrupted`` ended with its process.
    """

    id: UUID
    projection_set: SetName
    swap: Swap
    status: RebuildStatus
    begun_by: str = Field(examples=["operator@finsam.example"])
    begun_at: Moment
    ended_at: Moment | None
    heard: int | None = Field(examples=[800], description="Records replayed so far, while it runs")
    to_hear: int | None = Field(examples=[1042], description="Records that the live set has heard")
    trouble: str | None = Field(examples=[None])
    equal: bool | None = Field(examples=[True], description="Whether the tables were the same, when compared")
    differing_rows: int | None = Field(examples=[0], description="Rows of either that the other has not exactly so")
    tables: list[Compared]
    links: dict[str, Link]
