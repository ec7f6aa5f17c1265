"""The event document as people read it: topics, their events, and what each field is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi.responses import HTMLResponse

from finsam_common.web.asyncapi import event_document
from finsam_common.web.pages import page

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event's data; ``kind`` says its type in words."""

    name: str
    kind: str
    required: bool
    about: str


def catalogue_page() -> HTMLResponse:
    """The page of all events, by topic."""
    document = event_document()
    messages = document["components"]["messages"]
    topics = [
        {
            "name": channel["address"],
            "about": channel["description"],
            "partitions": channel["bindings"]["kafka"]["partitions"],
            "events": [_event(messages[name], document) for name in channel["messages"]],
        }
        for channel in document["channels"].values()
    ]
    return page("events.html", topics=topics, about=document["info"]["description"])


def _event(message: Json, document: Json) -> Json:
    schema = message["payload"]["schema"]
    return {
        "name": message["name"],
        "about": message["description"],
        "key": message["bindings"]["kafka"]["key"]["description"],
        "fields": fields(schema, document["components"]["schemas"]),
        "example": json.dumps(message["examples"][0]["payload"], ensure_ascii=False, indent=2),
    }


def fields(schema: Json, schemas: Json) -> list[Field]:
    """The fields of an object's schema, in their order."""
    required = set(schema.get("required", ()))
    return [
        Field(name, kind_of(each, schemas), name in required, each.get("description", ""))
        for name, each in schema["properties"].items()
    ]


def kind_of(schema: Json, schemas: Json) -> str:
    """The type of a value in words: ``date``, ``list of text``, ``one of …``, ``… or null``."""
    if "$ref" in schema:
        return kind_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return " or ".join(kind_of(each, schemas) for each in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}), schemas)}"
    if schema.get("type") == "object" and "properties" in schema:
        inner = ", ".join(f"{each.name}: {each.kind}" for each in fields(schema, schemas))
        return f"object ({inner})"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    return str(schema.get("format") or names.get(schema.get("type", ""), schema.get("type", "any value")))
