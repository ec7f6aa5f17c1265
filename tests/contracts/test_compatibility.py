"""The check of interfaces finds what it is there to find, and lets additions pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.contracts.compatibility import breaks, schema_breaks

BODY = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 10}, "kind": {"enum": ["a", "b"], "type": "string"}},
    "required": ["name"],
}
THING = {"$ref": "#/components/schemas/Thing"}
API: dict[str, Any] = {
    "paths": {
        "/things": {
            "post": {
                "parameters": [{"in": "query", "name": "dryRun", "schema": {"type": "boolean"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            }
        }
    },
    "components": {"schemas": {"Body": BODY, "Thing": copy.deepcopy(BODY)}},
}


def post(api: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api["paths"]["/things"]["post"]
    return found


def body(api: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api["components"]["schemas"]["Body"]
    return found


def thing(api: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api["components"]["schemas"]["Thing"]
    return found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda api: api["paths"].clear(), "POST /things is gone"),
        (lambda api: post(api)["parameters"].clear(), "POST /things: parameter dryRun is gone"),
        (lambda api: post(api)["responses"].clear(), "POST /things: 201 is gone"),
        (lambda api: body(api)["required"].append("kind"), "POST /things body/kind is now required"),
        (lambda api: body(api)["properties"]["kind"]["enum"].pop(), "POST /things body/kind: b is no longer taken"),
        (
            lambda api: body(api)["properties"]["name"].update(maxLength=5),
            "POST /things body/name: maxLength is narrower",
        ),
        (lambda api: thing(api)["properties"].pop("kind"), "POST /things 201/kind is gone"),
        (lambda api: thing(api)["required"].clear(), "POST /things 201/name is no longer always there"),
    ],
)
def test_a_break_is_found(change: Callable[[dict[str, Any]], object], found: str) -> None:
    new = copy.deepcopy(API)
    change(new)
    assert found in breaks(API, new)


def test_an_addition_breaks_nobody() -> None:
    new = copy.deepcopy(API)
    new["paths"]["/others"] = {}
    body(new)["properties"]["note"] = {"type": "string"}
    thing(new)["properties"]["note"] = {"type": "string"}
    thing(new)["required"].append("note")
    post(new)["parameters"].append({"in": "query", "name": "atomic", "schema": {"type": "boolean"}})
    assert breaks(API, new) == []


def test_a_field_that_leaves_an_event_is_found() -> None:
    new = copy.deepcopy(BODY)
    new["properties"].pop("kind")  # type: ignore[attr-defined]
    assert schema_breaks(BODY, new, "told", "thing.v1") == ["thing.v1/kind is gone"]
