"""The published language of the platform: every event, its envelope and the values that they are made of."""

from finsam_contracts.envelope import Envelope
from finsam_contracts.event import PUBLIC, RESTRICTED, Event, Topic, event_types, topics

__all__ = ["PUBLIC", "RESTRICTED", "Envelope", "Event", "Topic", "event_types", "topics"]
