"""Whole examples of requests and answers, made from the examples of their fields."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

BY_FORMAT: Final = {
    "uuid": "5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b",
    "date": "2024-03-01",
    "date-time": "2024-03-01T08:00:00Z",
    "uri": "https://finsam.example/",
    "binary": "",
}


def example_of(schema: Schema, schemas: dict[str, Schema]) -> Any:
    """An example that fits a JSON Schema: its own, or one put together from its parts.

    ``schemas`` are the components that ``$ref`` points to. Raises ValueError where a pattern stands without an example.
    """
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for said in ("example", "const", "default"):
        if said in schema and schema[said] is not None:
            return schema[said]
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas)
    return _by_type(schema, schemas)


def _by_type(schema: Schema, schemas: dict[str, Schema]) -> Any:
    kind = schema.get("type")
    if kind == "object" and "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return {"self": example_of(schema["additionalProperties"], schemas)}
    if kind == "array":
        return [example_of(schema["items"], schemas)] if "items" in schema else []
    if kind == "integer":
        return schema.get("minimum", 1)
    if kind == "string" and "pattern" in schema:
        raise ValueError(f"a field of the pattern {schema['pattern']} needs an example")
    return {"number": 1.0, "boolean": True, "string": _text(schema), "null": None, "object": {}}.get(str(kind))


def _text(schema: Schema) -> str:
    return BY_FORMAT.get(schema.get("format", ""), "text")


def exemplify_dates(schemas: dict[str, Schema]) -> None:
    """Give every property that is a date or a moment its ``example``, as the profile asks for."""
    for schema in schemas.values():
        for part in schema.get("properties", {}).values():
            for variant in (part, *part.get("anyOf", ())):
                if variant.get("format") in ("date", "date-time"):
                    part.setdefault("example", (part.get("examples") or [BY_FORMAT[variant["format"]]])[0])
