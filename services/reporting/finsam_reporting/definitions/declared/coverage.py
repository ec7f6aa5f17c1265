"""Federations and the municipalities in them (the report's 1.1, 2.1.1 and appendix 1)."""

from __future__ import annotations

from finsam_reporting.definitions.figure import Unit, figure
from finsam_reporting.definitions.formulas import Before, Counted, Difference

LIVES = Counted(
    (
        "registry.federation-formed.v1",
        "registry.federation-attested.v1",
        "registry.federations-merged.v1",
        "registry.federation-dissolved.v1",
    )
)
MEMBERS = Counted((*LIVES.events, "registry.municipality-joined.v1", "registry.member-withdrew.v1"))
REGISTERING = Counted((*LIVES.events, "followup.intervention-registered.v1", "followup.intervention-changed.v1"))
CODE_LIST = Counted(())

FIGURES = (
    figure("federations", Unit.NUMBER, LIVES),
    figure("federations-before", Unit.NUMBER, Before("federations")),
    figure("federations-formed", Unit.NUMBER, LIVES),
    figure("federations-ended", Unit.NUMBER, LIVES),
    figure("municipalities", Unit.NUMBER, MEMBERS),
    figure("municipalities-joined", Unit.NUMBER, MEMBERS),
    figure("municipalities-all", Unit.NUMBER, CODE_LIST),
    figure("municipalities-outside", Unit.NUMBER, Difference("municipalities-all", "municipalities")),
    figure("federations-registering", Unit.NUMBER, REGISTERING),
    figure("federations-registering-before", Unit.NUMBER, Before("federations-registering")),
)
