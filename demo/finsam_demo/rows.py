"""The data set as rows on the wire: what one federation's system would post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from finsam_contracts.values import Meaning, Provenance
from finsam_demo.budgets import Budget, budgets
from finsam_demo.federations import Federation
from finsam_demo.interventions import Intervention, all_interventions
from finsam_demo.participants import Headcount, headcounts
from finsam_demo.plans import Plan

Row = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """Everything that the federations register for two years; an intervention of both years stands once."""

    interventions: tuple[Intervention, ...]
    headcounts: tuple[Headcount, ...]
    budgets: tuple[Budget, ...]

    def of(self, federation: Federation) -> Dataset:
        """One federation's part."""
        return Dataset(
            tuple(one for one in self.interventions if one.federation == federation),
            tuple(one for one in self.headcounts if one.intervention.federation == federation),
            tuple(one for one in self.budgets if one.intervention.federation == federation),
        )

    def __len__(self) -> int:
        return len(self.interventions) + len(self.headcounts) + len(self.budgets)


def dataset(plans: Iterable[Plan]) -> Dataset:
    """The data set of the planned years, with every intervention that ran in one of them."""
    plans = list(plans)
    ran = [one for one in all_interventions() if any(one.life.months(plan.year) for plan in plans)]
    numbers = [cell for plan in plans for cell in headcounts(plan)]
    return Dataset(tuple(ran), tuple(numbers), tuple(budget for plan in plans for budget in budgets(plan)))


def intervention_row(one: Intervention, federation_id: UUID) -> Row:
    """The wire shape of ``POST /followup/v1/interventions``."""
    return {
        "externalId": one.external_id,
        "federationId": str(federation_id),
        "name": one.name,
        "orientation": one.focus.orientation,
        "focus": one.focus,
        "registrationMethod": one.registration_method,
        "esfFinanced": one.esf_financed,
        "targetGroups": list(one.target_groups),
        "start": one.life.start.isoformat(),
        "end": one.life.end.isoformat() if one.life.end else None,
        "provenance": Provenance.SYNTHETIC,
    }


def headcount_row(one: Headcount, federation_id: UUID, interventions: Mapping[str, UUID]) -> Row:
    """The wire shape of ``POST /followup/v1/headcounts``; ``interventions``: id by external id."""
    return {
        "externalId": one.external_id,
        "federationId": str(federation_id),
        "interventionId": str(interventions[one.intervention.external_id]),
        "period": one.period,
        "women": one.women,
        "men": one.men,
        "sexUnknown": one.sex_unknown,
        "counting": one.counting,
        "meaning": Meaning.NEW,
        "provenance": Provenance.SYNTHETIC,
    }


def budget_row(one: Budget, federation_id: UUID, interventions: Mapping[str, UUID]) -> Row:
    """The wire shape of ``POST /followup/v1/budgets``; ``interventions``: id by external id."""
    return {
        "externalId": one.external_id,
        "federationId": str(federation_id),
        "interventionId": str(interventions[one.intervention.external_id]),
        "year": one.year,
        "ordinaryOre": one.ordinary_ore,
        "esfOre": one.esf_ore,
        "provenance": Provenance.SYNTHETIC,
    }


def ndjson(rows: Iterable[Row]) -> Iterator[bytes]:
    """One line of UTF-8 JSON per row."""
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows)
