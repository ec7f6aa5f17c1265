"""What follow-up does when the registry tells that a federation is no more."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_common.events.projections import Heard
from finsam_contracts.registry import FederationDissolved
from finsam_followup.federations.projections import federations
from finsam_followup.interventions.handlers import FlagInterventions

__all__ = ["federations"]


@federations.react(FederationDissolved)
def flag_what_runs_on(heard: Heard[FederationDissolved]) -> Iterator[FlagInterventions]:
    """Accepted facts are never deleted: what runs on after the last day is flagged."""
    yield FlagInterventions(heard.event.federation_id, heard.event.until)
