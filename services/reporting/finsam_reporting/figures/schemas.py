"""How a figure's definition is shown."""

from __future__ import annotations

from pydantic import Field

from finsam_common.bodies import Resource
from finsam_reporting.definitions.catalogue import formula_of, sources_of
from finsam_reporting.definitions.figure import Figure, Unit


class Definition(Resource):
    """What a figure is called and what it means."""

    code: str = Field(examples=["structural-interventions-share"], description="Never changes")
    label_sv: str = Field(examples=["Andel strukturövergripande insatser"])
    label_en: str = Field(examples=["Share of structural interventions"])
    unit: Unit = Field(examples=["percent"], description="Money is in öre, shares in whole per cent")
    definition_sv: str = Field(examples=["Andelen strukturövergripande insatser av alla finansierade insatser."])
    definition_en: str = Field(examples=["The share of structural interventions of all interventions financed."])
    formula_sv: str = Field(examples=["Antal strukturövergripande insatser ÷ Finansierade insatser"])
    formula_en: str = Field(examples=["Number of structural interventions ÷ Interventions financed"])
    sources: list[str] = Field(
        examples=[["followup.intervention-registered.v1"]], description="Types of the events that it is counted from"
    )
    caveats_sv: list[str] = Field(examples=[[]])
    caveats_en: list[str] = Field(examples=[[]])


def definition_of(figure: Figure) -> Definition:
    """What a figure is called and means, in both languages."""
    formula = formula_of(figure)
    return Definition(
        code=figure.code,
        label_sv=figure.label.sv,
        label_en=figure.label.en,
        unit=figure.unit,
        definition_sv=figure.definition.sv,
        definition_en=figure.definition.en,
        formula_sv=formula.sv,
        formula_en=formula.en,
        sources=list(sources_of(figure.code)),
        caveats_sv=[caveat.sv for caveat in figure.caveats],
        caveats_en=[caveat.en for caveat in figure.caveats],
    )
