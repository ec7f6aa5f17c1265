"""The documentation is true: every example of a request is one that the registry reads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from finsam_common.web.reading import read_json
from finsam_registry.app import service
from tests.registry.stories import Registry

WRITES = [declared for router in service.routers for declared in router.declared if declared.body is not None]


@pytest.fixture
async def openapi(registry: Registry) -> Any:
    return await registry.get("openapi.json")


@pytest.mark.parametrize("path", [declared.path for declared in WRITES])
async def test_the_example_of_a_request_is_well_formed(openapi: Any, path: str) -> None:
    (body,) = [declared.body for declared in WRITES if declared.path == path]
    assert body is not None
    example = openapi["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
    read_json(body, json.dumps(example).encode())


async def test_reading_is_open_and_writing_is_the_stewards(openapi: Any) -> None:
    for router in service.routers:
        for declared in router.declared:
            if declared.method == "GET":
                assert declared.rights.public
            else:
                assert declared.rights.scope == "registry:write"


async def test_every_refusal_is_documented_with_its_code(openapi: Any) -> None:
    for declared in WRITES:
        responses = openapi["paths"][declared.path]["post"]["responses"]
        documented = {
            code
            for response in responses.values()
            for code in response["content"].get("application/problem+json", {}).get("examples", {})
        }
        assert {problem.code for problem in declared.refuses} <= documented
