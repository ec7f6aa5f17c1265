"""What operators ask for: bodies as they come, and the commands that carry them."""

from __future__ import annotations

from dataclasses import dataclass

from finsam_common.bodies import Body
from finsam_common.operations.keys import KeyName
from finsam_common.operations.schemas import Epoch, Number, Offset, Swap, TopicName, Why
from finsam_common.writes.entries import Command


class Skipping(Body):
    """Give up the first event of a parked key, for good and in replays too.

    With ``offset`` it is refused unless that event is still the first.
    """

    reason: Why
    offset: Offset | None = None


class Pausing(Body):
    """Hold a projection set still."""

    reason: Why


class Rebuilding(Body):
    """Make a projection set anew; ``swap`` says when it takes the live one's place."""

    reason: Why
    swap: Swap = "always"


class Drawing(Body):
    """Begin a new epoch, after the service's database was restored."""

    reason: Why


class EpochAcceptance(Body):
    """Go on with an epoch that the set did not know, once its producer has said why it is new."""

    topic: TopicName
    partition: Number
    epoch: Epoch
    reason: Why


class GapAcceptance(Body):
    """Go on behind a gap in a producer's numbers, at the record that stops."""

    topic: TopicName
    partition: Number
    offset: Offset
    reason: Why


@dataclass(frozen=True, slots=True)
class RetryKey(Command):
    """Apply a parked key's events again, in their order."""

    key: KeyName


@dataclass(frozen=True, slots=True)
class SkipEvent(Command):
    """Give up the first event of a parked key."""

    key: KeyName
    body: Skipping


@dataclass(frozen=True, slots=True)
class PauseConsumer(Command):
    """Hold a set still."""

    projection_set: str
    body: Pausing


@dataclass(frozen=True, slots=True)
class ResumeConsumer(Command):
    """Let a set hear again."""

    projection_set: str


@dataclass(frozen=True, slots=True)
class RebuildSet(Command):
    """Make a set anew."""

    projection_set: str
    body: Rebuilding


@dataclass(frozen=True, slots=True)
class DrawEpoch(Command):
    """Number events in a new epoch."""

    body: Drawing


@dataclass(frozen=True, slots=True)
class AcceptEpoch(Command):
    """Hear on in a new epoch."""

    projection_set: str
    body: EpochAcceptance


@dataclass(frozen=True, slots=True)
class AcceptGap(Command):
    """Hear on behind a gap."""

    projection_set: str
    body: GapAcceptance
