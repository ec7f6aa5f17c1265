"""What the platform says of itself: OpenAPI of every API, AsyncAPI of all events, docs that work without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI

from finsam_common.auth import allow, public
from finsam_common.service import Service, installed
from finsam_common.settings import Settings
from finsam_common.web import Router
from finsam_common.web.app import declared_of, routers_of, shielded
from finsam_common.web.asyncapi import event_document, event_schema, published
from finsam_common.web.openapi import document
from tests.common.web import lending
from tests.common.writes.library import Lend

SERVICES = [lending.service, *installed()]
CAMEL = re.compile(r"^[a-z][a-zA-Z0-9]*$")
PATH = re.compile(r"^(/[a-z][a-z0-9-]*|/\{[a-z][a-zA-Z0-9]*\})+$")


def openapi(service: Service) -> dict[str, Any]:
    """The document of a service that need not run."""
    app: FastAPI = shielded(Settings(environment="test"), service.name)
    for router in routers_of(service):
        app.include_router(router.routes, prefix="/v1")
    return document(app, service, declared_of(service))


@pytest.fixture(scope="module", params=SERVICES, ids=lambda service: service.name)
def api(request: pytest.FixtureRequest) -> dict[str, Any]:
    return openapi(request.param)


def operations(api: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in api["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    for part in parts:
        yield from part.get("content", {}).items()


def test_an_api_says_whom_to_ask_and_what_to_expect(api: dict[str, Any]) -> None:
    assert api["openapi"].startswith("3.1")
    assert api["info"].keys() >= {"contact", "license", "termsOfService", "x-sla", "x-limitations", "description"}
    assert api["info"]["contact"].keys() == {"name", "url", "email"}


def test_every_operation_is_described_and_guarded(api: dict[str, Any]) -> None:
    for name, operation in operations(api):
        assert operation["summary"], name
        assert operation["description"], name
        assert "security" in operation, name
        assert {"400", "500", "503"} <= operation["responses"].keys(), name


def test_every_refusal_is_problem_details(api: dict[str, Any]) -> None:
    for name, operation in operations(api):
        for status, response in operation["responses"].items():
            if status >= "400":
                (media_type,) = response["content"]
                assert media_type == "application/problem+json", (name, status)
                assert response["content"][media_type]["examples"], (name, status)


def test_every_body_has_an_example_that_fits_its_schema(api: dict[str, Any]) -> None:
    for name, operation in operations(api):
        for media_type, content in contents(operation):
            examples = [each["value"] for each in content.get("examples", {}).values()] or [content["example"]]
            schema = content["schema"] | {"components": api["components"]}
            for example in examples:
                assert example not in (None, "text"), (name, media_type)
                jsonschema.validate(example, schema, format_checker=jsonschema.FormatChecker())


def test_names_are_camel_case_and_paths_kebab(api: dict[str, Any]) -> None:
    assert [path for path in api["paths"] if not PATH.match(path)] == []
    for name, operation in operations(api):
        found = [each["name"] for each in operation["parameters"] if each["in"] in ("query", "path")]
        assert [each for each in found if not CAMEL.match(each)] == [], name
    for name, schema in api["components"]["schemas"].items():
        assert [each for each in schema.get("properties", {}) if not CAMEL.match(each)] == [], name


def test_every_parameter_has_an_example(api: dict[str, Any]) -> None:
    for name, operation in operations(api):
        assert [each["name"] for each in operation["parameters"] if each.get("example") in (None, "text")] == [], name


def test_every_date_has_an_example(api: dict[str, Any]) -> None:
    for name, schema in api["components"]["schemas"].items():
        for field, part in schema.get("properties", {}).items():
            if any(each.get("format") in ("date", "date-time") for each in (part, *part.get("anyOf", ()))):
                assert "example" in part, (name, field)


def test_writes_ask_for_their_headers() -> None:
    api = openapi(lending.service)
    asked = {
        name: {each["name"]: each["required"] for each in operation["parameters"] if each["in"] == "header"}
        for name, operation in operations(api)
    }
    assert asked["POST /loans"] == {"Idempotency-Key": True}
    assert asked["POST /loans/submissions"] == {"Idempotency-Key": True}
    assert asked["PUT /loans/{loanId}"] == {"If-Match": True, "Idempotency-Key": False}
    assert asked["GET /loans"] == {}


def test_a_service_lists_its_own_refusals() -> None:
    responses = openapi(lending.service)["paths"]["/loans"]["post"]["responses"]
    refused = responses["409"]["content"]["application/problem+json"]["examples"]
    assert refused.keys() == {"idempotency-key-in-use", "too-long"}
    assert "not-your-federation" in responses["403"]["content"]["application/problem+json"]["examples"]


def test_a_route_without_rights_does_not_come_into_being() -> None:
    async def open_door() -> None:
        """Come in."""

    with pytest.raises(TypeError):
        Router("/x").get("")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="does not declare who may pass"):
        Router("/x").get("", rights="everybody")(open_door)  # type: ignore[arg-type]


def test_a_route_without_description_does_not_come_into_being() -> None:
    async def mute() -> None: ...

    with pytest.raises(TypeError, match="docstring"):
        Router("/x").get("", rights=public())(mute)


def test_a_file_route_without_rights_does_not_come_into_being() -> None:
    with pytest.raises(TypeError, match="who may pass"):
        Router("/x").bulk("", Lend)
    Router("/x").bulk("", Lend, rights=allow("followup:write"))


def test_two_operations_of_one_name_are_a_mistake() -> None:
    twins = Router("/x")

    async def read() -> None:
        """Read."""

    twins.get("", rights=public())(read)
    twins.get("/y", rights=public())(read)
    app = shielded(Settings(environment="test"), "x")
    app.include_router(twins.routes, prefix="/v1")
    with pytest.raises(TypeError, match="are both read"):
        document(app, lending.service, twins.declared)


def test_every_event_has_a_schema_and_an_example_that_fits_it() -> None:
    messages = event_document()["components"]["messages"]
    for event in published():
        schema = event_schema(event)
        jsonschema.Draft202012Validator.check_schema(schema)
        (example,) = messages[event.event_name.replace(".", "-")]["examples"]
        jsonschema.validate(example["payload"], schema)


def test_the_event_document_refers_only_to_what_it_has() -> None:
    found = event_document()
    text = json.dumps(found)
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        place: Any = found
        for step in reference.split("/"):
            place = place[step]
    assert "library." not in text
    assert "restricted" in text


async def test_the_docs_load_nothing_from_elsewhere(home: httpx.AsyncClient) -> None:
    docs = await home.get("/docs")
    assert "https://" not in docs.text
    assert docs.headers["content-security-policy"].startswith("default-src 'self'")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', docs.text)
    assert loaded
    for each in loaded:
        assert (await home.get(f"/{each}")).status_code == 200, each
    assert (await home.get("/openapi.json")).json()["servers"][0]["url"] == "/library/v1"


async def test_an_api_tells_its_version_and_status(home: httpx.AsyncClient) -> None:
    info = (await home.get("/api-info")).json()
    assert info.keys() == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
    assert info["apiDocumentation"] == "http://library.test/library/v1/docs"
