"""What the registry has to say about a fact that stands: warnings with their § and contradictions between sources."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from finsam_common.bodies import Resource


class Severity(StrEnum):
    """How heavy a finding is. What the act forbids is no finding: it is refused."""

    WARN = "warn"
    INFO = "info"


class Finding(Resource):
    """Something that somebody should look at, in plain Swedish and English, with what would mend it."""

    code: str = Field(examples=["in-neither-list"], description="Never changes.")
    severity: Severity = Severity.WARN
    section: str | None = Field(default=None, examples=["§ 8"], description="The section of act 2003:1210 at stake.")
    sv: str = Field(examples=["Överkalix står varken bland kommunerna i förbund eller bland dem utanför."])
    en: str = Field(examples=["Överkalix is neither among the municipalities in federations nor among those outside."])
