"""Every declared route of every installed service: closed without a token, closed without the scope."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest

from finsam_common.auth.principal import SCOPES
from finsam_common.service import Service, installed
from finsam_common.web import Declared
from finsam_common.web.app import declared_of
from finsam_common.web.rights_table import rights_table
from tests.common.web import lending
from tests.common.web.lending import Library
from tests.world import World


def place(service: Service, route: Declared) -> str:
    """A path of the route; whether there is anything does not matter."""
    return f"/{service.name}/v1" + re.sub(r"{\w+}", lambda _: str(uuid4()), route.path)


def others(route: Declared) -> str:
    """Every scope but the route's own."""
    return " ".join(sorted(SCOPES.keys() - {route.rights.scope}))


@pytest.mark.parametrize("service", installed(), ids=lambda service: service.name)
async def test_every_door_is_closed_to_who_may_not_pass(world: World, service: Service) -> None:
    for route in declared_of(service):
        if route.rights.public:
            continue
        path = place(service, route)
        nobody = await world.anybody.request(route.method, path)
        assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated"), (route.method, path)
        headers = {"Authorization": f"Bearer {world.issuer.token_for('steward', others(route))}"}
        wrong = await world.anybody.request(route.method, path, headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (403, "forbidden"), (route.method, path)


def test_what_is_public_is_chosen_one_by_one() -> None:
    open_doors = {
        f"{service.name} {route.method} {route.path}"
        for service in installed()
        for route in declared_of(service)
        if route.rights.public
    }
    assert [each for each in open_doors if " GET " not in each] == []


async def test_a_file_route_is_as_closed_as_the_route_of_its_rows(lending: Library) -> None:
    async with lending.caller(scope="followup:read") as reader:
        answer = await reader.post("/loans/submissions", content=b"", headers={"Content-Type": "text/csv"})
    assert answer.status_code == 403


def test_the_rights_table_is_complete() -> None:
    declared = {(each.method, each.path) for each in declared_of(lending.service)}
    routed = {
        (method, route.path_format)  # type: ignore[attr-defined]
        for router in lending.service.routers
        for route in router.routes.routes
        for method in route.methods  # type: ignore[attr-defined]
    }
    assert routed <= declared


def test_the_documented_table_is_what_is_declared() -> None:
    written = (Path(__file__).parents[3] / "docs" / "rights.md").read_text("utf-8")
    assert written == rights_table(installed()), "run `make contracts`"
