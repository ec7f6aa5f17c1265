"""Says what the registry would say, and posts what a steward would post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from sqlalchemy import RowMapping

from finsam_common.events.envelope import to_record
from finsam_contracts import Event
from finsam_contracts.registry import (
    FederationAttested,
    FederationDissolved,
    FederationFormed,
    FederationLiquidated,
    FederationRenamed,
    FederationsMerged,
    MemberWithdrew,
    MunicipalityJoined,
)
from finsam_contracts.values import Party

if TYPE_CHECKING:
    import httpx

    from tests.world import World

NORTH, SOUTH, WEST = (UUID(int=number) for number in (1, 2, 3))
NAMES = {NORTH: "Finsam Norr", SOUTH: "Finsam Söder", WEST: "Finsam Väst"}
MOMENT = datetime(2024, 5, 1, 8, tzinfo=UTC)
START = date(2010, 1, 1)


class Country:
    """A country of three federations at most, told in events."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._epoch = uuid4()
        self._position = 0

    async def tell(self, *events: Event) -> None:
        """Publish events of the registry and let them arrive."""
        await self.publish(*events)
        await self.world.settle()

    async def publish(self, *events: Event) -> None:
        """Publish events of the registry; they have not arrived yet."""
        transport = self.world.runtime("allocation").transport
        await transport.provision([event.topic for event in events[:1]])
        await transport.publish("registry.public", 0, [self._record(event) for event in events])

    async def found(self, federation: UUID, *codes: str, since: date = START, known: bool = True) -> None:
        """A federation is formed, of these municipalities."""
        formed = FederationFormed(
            federation_id=federation,
            name=NAMES[federation],
            county_codes=["01"],
            since=since,
            since_known=known,
            recorded_at=MOMENT,
        )
        await self.tell(formed, *(joined(federation, code, since, known) for code in codes))

    async def two_federations(self) -> None:
        """Norr has 0001 and 0002, Söder 0003; 0004 is in none."""
        await self.found(NORTH, "0001", "0002")
        await self.found(SOUTH, "0003")

    async def freeze(self, **changes: Any) -> httpx.Response:
        """Post inputs as the steward."""
        return await self.world.steward.register("/allocation/v1/inputs", inputs(**changes))

    async def parameters(self, **changes: Any) -> str:
        """Register a parameter set; its id."""
        body = {"name": "modell", "validFrom": 2016, "source": "Beslut", "baseOre": 10_000} | changes
        answer = await self.world.steward.register("/allocation/v1/parameter-sets", body)
        assert answer.status_code in (200, 201), answer.text
        return cast(str, answer.json()["id"])

    async def run(self, inputs_id: str, parameter_set_id: str) -> httpx.Response:
        """Ask for a run as the steward."""
        body = {"inputsId": inputs_id, "parameterSetId": parameter_set_id}
        return await self.world.steward.register("/allocation/v1/runs", body)

    def _record(self, event: Event) -> Any:
        previous, self._position = self._position, self._position + 1
        row = {
            "id": uuid4(),
            "type": event.event_name,
            "key": event.key,
            "data": event.model_dump_json(),
            "recorded_at": MOMENT,
            "position": self._position,
            "traceparent": None,
        }
        return to_record(cast(RowMapping, row), "registry", self._epoch, previous)


def joined(federation: UUID, code: str, since: date = START, known: bool = True) -> MunicipalityJoined:
    return MunicipalityJoined(
        federation_id=federation, municipality_code=code, since=since, since_known=known, recorded_at=MOMENT
    )


def withdrew(federation: UUID, code: str, until: date, party: Party = Party.MUNICIPALITY) -> MemberWithdrew:
    return MemberWithdrew(federation_id=federation, party=party, code=code, until=until, recorded_at=MOMENT)


def attested(federation: UUID, codes: Sequence[str], since: date) -> FederationAttested:
    return FederationAttested(
        federation_id=federation, municipality_codes=list(codes), since=since, source="Report", recorded_at=MOMENT
    )


def merged(survivor: UUID, predecessors: Sequence[UUID], on: date) -> FederationsMerged:
    return FederationsMerged(
        survivor_id=survivor, predecessor_ids=list(predecessors), effective_date=on, recorded_at=MOMENT
    )


def dissolved(federation: UUID, until: date) -> FederationDissolved:
    return FederationDissolved(federation_id=federation, until=until, recorded_at=MOMENT)


def liquidated(federation: UUID, on: date) -> FederationLiquidated:
    return FederationLiquidated(federation_id=federation, effective_date=on, reason="Ends", recorded_at=MOMENT)


def renamed(federation: UUID, name: str, on: date) -> FederationRenamed:
    return FederationRenamed(
        federation_id=federation, name=name, previous_name=NAMES[federation], effective_date=on, recorded_at=MOMENT
    )


def measure(code: str, assistance_ore: int = 100_000, inhabitants: int = 10) -> dict[str, Any]:
    return {"code": code, "assistanceOre": assistance_ore, "inhabitants": inhabitants}


def terms(federation: UUID, **told: int | None) -> dict[str, Any]:
    return {"federationId": str(federation)} | told


def inputs(**changes: Any) -> dict[str, Any]:
    """Four alike municipalities and two federations; 600 kronor to distribute."""
    body = {
        "year": 2025,
        "areasAsOf": "2024-12-31",
        "frameOre": 70_000,
        "nationalSupportOre": 10_000,
        "municipalities": [measure(code) for code in ("0001", "0002", "0003", "0004")],
        "federations": [terms(NORTH), terms(SOUTH)],
        "source": "Made up for a test",
        "illustrative": True,
    }
    return body | changes
