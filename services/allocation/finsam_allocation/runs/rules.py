"""Whether a run may be made, and whether one is as it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from finsam_allocation.model.frozen import Frozen
from finsam_allocation.parameters.schemas import ParameterSetToRegister
from finsam_allocation.runs import errors
from finsam_allocation.runs.schemas import Account, Difference, Verification


def fits(frozen: Frozen, parameters: ParameterSetToRegister) -> None:
    """Raises a Problem when the parameters are not for these inputs."""
    if not parameters.covers(frozen.year):
        raise errors.NotValidForYear(pointer="/parameterSetId")
    if parameters.age_band != frozen.age_band:
        raise errors.AgeBandDiffers(pointer="/parameterSetId")


def verification(run_id: UUID, stored: Account, again: Account, *, as_frozen: bool) -> Verification:
    """What a run computed again says of the one that is stored."""
    differing = differences(stored, again)
    return Verification(
        run_id=run_id, equal=as_frozen and not differing, inputs_as_frozen=as_frozen, differences=differing
    )


def differences(stored: Account, again: Account) -> list[Difference]:
    """Where two accounts of one run say different things."""
    found = [Difference(federation_id=None, fields=_differing(_head(stored), _head(again)))]
    before = {result.federation_id: _wire(result) for result in stored.results}
    after = {result.federation_id: _wire(result) for result in again.results}
    for id_ in sorted(before.keys() | after.keys()):
        found.append(Difference(federation_id=id_, fields=_differing(before.get(id_, {}), after.get(id_, {}))))
    return [difference for difference in found if difference.fields]


def _head(account: Account) -> dict[str, Any]:
    return _wire(account.summary) | {"carriedOver": [_wire(part) for part in account.carried_over]}


def _wire(resource: BaseModel) -> dict[str, Any]:
    return resource.model_dump(mode="json", by_alias=True)


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
