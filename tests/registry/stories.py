"""What the registry's tests say and ask: short ways through its doors."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from finsam_contracts.catalogue import event_types
from finsam_contracts.event import Event
from tests.world import World

DATA = Path(__file__).parent / "data"
SUPPLEMENTS = files("finsam_registry") / "supplements"
ROOT = "/registry/v1"
SOURCE = "Protokoll, sammanträde 2024-05-01, § 12"
JSON = dict[str, Any]


def rows(file: str) -> list[dict[str, str]]:
    """A CSV file of the tests' data."""
    with (DATA / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def printed_list(**changes: Any) -> JSON:
    """The request that imports the printed list of 2024."""
    about: JSON = json.loads((SUPPLEMENTS / "list_2024.json").read_text(encoding="utf-8"))
    return about | {"csv": (DATA / "federations_2024_as_listed.csv").read_text(encoding="utf-8")} | changes


def supplements() -> list[JSON]:
    """The requests that give 2023 its federations."""
    steps: list[JSON] = json.loads((SUPPLEMENTS / "year_2023.json").read_text(encoding="utf-8"))["steps"]
    return steps


def small_list(*bullets: tuple[str, str, str], **changes: Any) -> JSON:
    """A list of a few bullets: county, federation, municipality."""
    header = "source_line,county_as_listed,federation_name_as_listed,municipality_name_as_listed"
    lines = [f"{number},{','.join(bullet)}" for number, bullet in enumerate(bullets, start=10)]
    return {"source": "En lista", "asOf": "2024-12-31", "csv": "\n".join([header, *lines])} | changes


class Registry:
    """The registry through its doors, as the steward and as anybody."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward = world.steward
        self.anybody = world.anybody

    async def post(self, path: str, body: JSON, key: str | None = None) -> httpx.Response:
        """A request of the steward that registers."""
        return await self.steward.register(f"{ROOT}/{path}", body, key)

    async def get(self, path: str, **query: str) -> JSON:
        """What anybody reads."""
        response = await self.anybody.get(f"{ROOT}/{path}", params=query)
        assert response.status_code == 200, response.text
        answer: JSON = response.json()
        return answer

    async def import_list(self) -> JSON:
        """Import the printed list of 2024."""
        return await self.done("imports", printed_list())

    async def supplement(self) -> list[JSON]:
        """Register what gives 2023 its federations."""
        return [await self.done(step["path"].removeprefix(ROOT + "/"), step["body"]) for step in supplements()]

    async def done(self, path: str, body: JSON) -> JSON:
        """What is answered when something is registered; anything else fails."""
        response = await self.post(path, body)
        assert response.status_code == 201, response.text
        answer: JSON = response.json()
        return answer

    async def refused(self, path: str, body: JSON) -> JSON:
        """The problem with which something is refused."""
        response = await self.post(path, body)
        assert response.status_code >= 400, response.text
        problem: JSON = response.json()
        return problem

    async def federation(self, name: str, **query: str) -> JSON:
        """The only federation whose name has this part."""
        (found,) = (await self.get("federations", name=name, **query))["items"]
        answer: JSON = found
        return answer

    async def form(self, name: str, since: str, municipalities: list[str], regions: list[str], **more: Any) -> JSON:
        """A federation that is formed."""
        body = {
            "source": SOURCE,
            "name": name,
            "effectiveDate": since,
            "municipalityCodes": municipalities,
            "regionCodes": regions,
        }
        return await self.done("federations", body | more)

    async def events(self) -> list[Event]:
        """Everything that the registry has told, in order."""
        async with self.world.runtime("registry").database.read() as read:
            outbox = read.metadata.tables["outbox"]
            told = await read.all(outbox.select().order_by(outbox.c.seq))
        return [event_types()[row["type"]].model_validate_json(row["data"]) for row in told]


def municipalities_of(federation: JSON) -> set[str]:
    """The codes of a federation's municipalities."""
    return {member["code"] for member in federation["members"] if member["party"] == "municipality"}


def new_key() -> str:
    """An Idempotency-Key."""
    return uuid4().hex
