"""The OpenAPI 3.1 document of one API: what FastAPI knows, completed from what the routes declare."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from finsam_common.auth.issuer import PATH
from finsam_common.auth.principal import SCOPES
from finsam_common.service import Service
from finsam_common.web import wording
from finsam_common.web.documented import PROBLEM_SCHEMA, ROW_RESULT_SCHEMA, common_refusals, responses
from finsam_common.web.examples import BY_FORMAT, example_of, exemplify_dates
from finsam_common.web.router import Declared

API_VERSION: Final = "1.0.0"
_REF: Final = "#/components/schemas/{model}"
_SCHEME: Final = "issuer"
_PLACE: Final = re.compile(r"\{(\w+)\}")
BULK_MEDIA: Final = "application/x-ndjson"


def document(app: FastAPI, service: Service, declared: list[Declared]) -> dict[str, Any]:
    """The document; paths are below ``/<service>/v1``. Raises TypeError when two operations have one name."""
    _refuse_twins(declared)
    found = get_openapi(
        title=service.title,
        version=API_VERSION,
        description=f"{service.description}\n\n{wording.GENERAL}",
        routes=app.routes,
        servers=[{"url": f"/{service.name}/v1", "description": "Where this document was found"}],
        separate_input_output_schemas=False,
    )
    found["info"] |= wording.INFO
    found["paths"] = {path.removeprefix("/v1"): item for path, item in found["paths"].items()}
    schemas = _schemas(found, declared)
    for each in declared:
        _complete(found["paths"][each.path][each.method.lower()], each, service, schemas)
    found["components"] = {"schemas": dict(sorted(schemas.items())), "securitySchemes": _security_schemes(app)}
    found["tags"] = [{"name": tag} for tag in sorted(_tags(found))]
    documented: dict[str, Any] = wording.on_the_wire(found)
    return documented


def _schemas(found: dict[str, Any], declared: list[Declared]) -> dict[str, Any]:
    schemas: dict[str, Any] = found.get("components", {}).get("schemas", {})
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    bodies: list[type[BaseModel]] = [model for each in declared for model in (each.body, each.row) if model is not None]
    _, read = models_json_schema([(model, "validation") for model in dict.fromkeys(bodies)], ref_template=_REF)
    for name, schema in read.get("$defs", {}).items():
        schemas.setdefault(name, schema)
    schemas["Problem"] = PROBLEM_SCHEMA
    if any(each.row is not None for each in declared):
        schemas["RowResult"] = ROW_RESULT_SCHEMA
    exemplify_dates(schemas)
    return schemas


def _complete(operation: dict[str, Any], each: Declared, service: Service, schemas: dict[str, Any]) -> None:
    """Give an operation its request, examples, security and everything that it may refuse."""
    operation["security"] = [] if each.rights.public else [{_SCHEME: [each.rights.scope]}, {"bearer": []}]
    operation["parameters"] = [*operation.get("parameters", []), *_headers(each)]
    for parameter in operation["parameters"]:
        parameter.setdefault("example", example_of(parameter["schema"], schemas))
    if each.body is not None:
        operation["requestBody"] = {"required": True, "content": _content("application/json", each.body, schemas)}
    if each.row is not None:
        operation["requestBody"] = {"required": True, "content": _bulk_content(each.row, schemas)}
    answered = operation["responses"]
    answered.pop("422", None)
    if each.writes and each.row is None and each.status == 201:
        answered["200"] = answered["201"] | {"description": "The same thing again: it stands already."}
    for status, response in answered.items():
        _exemplify(response, status, each, schemas)
    path = _PLACE.sub(_example_of, f"/{service.name}/v1{each.path}")
    answered |= responses([*common_refusals(each), *each.refuses], path, set(answered))


def _example_of(place: re.Match[str]) -> str:
    """What may stand in a path's place: an id, a year, a name."""
    return {"year": "2024"}.get(place[1], BY_FORMAT["uuid"] if place[1].endswith("Id") else place[1])


def _exemplify(response: dict[str, Any], status: str, each: Declared, schemas: dict[str, Any]) -> None:
    if each.row is not None or BULK_MEDIA in response.get("content", {}):
        response["content"] = {BULK_MEDIA: {"schema": {"$ref": _REF.format(model="RowResult")}}}
    for media_type, content in response.get("content", {}).items():
        if content.get("schema") and "example" not in content:
            html = media_type == "text/html"
            content["example"] = wording.HTML_EXAMPLE if html else example_of(content["schema"], schemas)
    if each.writes and status.startswith("2"):
        response["headers"] = wording.FILE_HEADERS if each.row is not None else wording.WRITE_HEADERS


def _headers(each: Declared) -> list[dict[str, Any]]:
    if not each.writes:
        return []
    key = wording.IDEMPOTENCY_KEY | {"required": each.method == "POST"}
    return [key] if each.method == "POST" else [wording.IF_MATCH, key]


def _content(media_type: str, model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {media_type: {"schema": schema, "example": example_of(schema, schemas)}}


def _bulk_content(row: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """NDJSON by its rows; CSV has the same members as columns."""
    ndjson = _content(BULK_MEDIA, row, schemas)[BULK_MEDIA]
    return {BULK_MEDIA: ndjson, "text/csv": {"schema": {"type": "string"}, "example": _as_csv(ndjson["example"])}}


def _as_csv(row: dict[str, Any]) -> str:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(row)
    writer.writerow(
        "|".join(cell) if isinstance(cell, list) else str(cell).lower() if isinstance(cell, bool) else cell
        for cell in row.values()
    )
    return file.getvalue()


def _security_schemes(app: FastAPI) -> dict[str, Any]:
    """Where tokens come from: the first configured issuer, or the development issuer."""
    issuers: tuple[str, ...] = app.state.settings.issuers
    flow = {"tokenUrl": f"{PATH}/token", "scopes": SCOPES}
    development = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    configured = {
        "type": "openIdConnect",
        "openIdConnectUrl": "".join(issuers[:1]).rstrip("/") + "/.well-known/openid-configuration",
    }
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": wording.SECURITY}
    return {_SCHEME: (configured if issuers else development) | {"description": wording.SECURITY}, "bearer": bearer}


def _tags(found: dict[str, Any]) -> set[str]:
    return {tag for item in found["paths"].values() for operation in item.values() for tag in operation.get("tags", ())}


def _refuse_twins(declared: list[Declared]) -> None:
    seen: dict[str, Declared] = {}
    for each in declared:
        twin = seen.setdefault(each.operation_id, each)
        if twin is not each:
            raise TypeError(f"{each.method} {each.path} and {twin.method} {twin.path} are both {each.operation_id}")
