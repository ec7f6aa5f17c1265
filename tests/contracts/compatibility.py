"""Whether a new interface still serves those who rely on the old one: what would break them, in words.

What is asked of callers (requests, parameters) may only be widened; what is told (responses, events) only added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

Json = dict[str, Any]
Direction = Literal["asked", "told"]
METHODS = ("get", "put", "post", "delete", "patch")


def breaks(old: Json, new: Json) -> list[str]:
    """What a caller of the old OpenAPI document would miss in the new one."""
    return sorted(set(_paths(old, new)))


def schema_breaks(old: Json, new: Json, direction: Direction, where: str = "") -> list[str]:
    """What a reader (``told``) or a writer (``asked``) of the old JSON Schema would miss in the new one."""
    return sorted(set(_Pair(old, new, direction).schema(old, new, where)))


def _paths(old: Json, new: Json) -> Iterator[str]:
    for path, item in old["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            there = new["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            if there is None:
                yield f"{where} is gone"
            else:
                yield from _operation(old, new, item[method], there, where)


def _operation(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    asked, told = _Pair(old, new, "asked"), _Pair(old, new, "told")
    parameters = {(p["in"], p["name"]): p for p in after.get("parameters", [])}
    known = {(p["in"], p["name"]): p for p in before.get("parameters", [])}
    for key, parameter in known.items():
        if key not in parameters:
            yield f"{where}: parameter {key[1]} is gone"
        else:
            yield from asked.schema(parameter["schema"], parameters[key]["schema"], f"{where} ?{key[1]}")
    for key, parameter in parameters.items():
        if parameter.get("required") and not known.get(key, {}).get("required"):
            yield f"{where}: parameter {key[1]} is now required"
    yield from _contents(asked, before.get("requestBody", {}), after.get("requestBody", {}), f"{where} body")
    for status, response in before["responses"].items():
        if status.startswith("2") and status not in after["responses"]:
            yield f"{where}: {status} is gone"
        yield from _contents(told, response, after["responses"].get(status, {}), f"{where} {status}")


def _contents(pair: _Pair, before: Json, after: Json, where: str) -> Iterator[str]:
    for media_type, content in before.get("content", {}).items():
        there = after.get("content", {}).get(media_type)
        if there is None:
            yield f"{where}: {media_type} is gone"
        elif "schema" in content:
            yield from pair.schema(content["schema"], there.get("schema", {}), where)


class _Pair:
    """Two documents side by side, to follow references in."""

    def __init__(self, old: Json, new: Json, direction: Direction) -> None:
        self._old, self._new, self._direction = old, new, direction
        self._seen: set[tuple[str, str]] = set()

    def schema(self, old: Json, new: Json, where: str) -> Iterator[str]:
        """What is missing in one schema and below it."""
        references = (str(old.get("$ref")), str(new.get("$ref")))
        if "$ref" in old and references in self._seen:
            return
        self._seen.add(references)
        old, new = _followed(self._old, old), _followed(self._new, new)
        for keyword in ("type", "format", "const", "pattern"):
            if keyword in old and old[keyword] != new.get(keyword):
                yield f"{where}: {keyword} was {old[keyword]}, is {new.get(keyword)}"
        if self._direction == "asked":
            yield from self._narrowed(old, new, where)
        yield from self._properties(old, new, where)
        if "items" in old:
            yield from self.schema(old["items"], new.get("items", {}), f"{where}[]")
        for before, after in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False):
            yield from self.schema(before, after, where)

    def _narrowed(self, old: Json, new: Json, where: str) -> Iterator[str]:
        for value in old.get("enum", ()):
            if "enum" in new and value not in new["enum"]:
                yield f"{where}: {value} is no longer taken"
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield f"{where}/{name} is now required"
        for keyword, sign in (("maximum", 1), ("maxLength", 1), ("minimum", -1), ("minLength", -1)):
            if keyword in new and (keyword not in old or sign * new[keyword] < sign * old[keyword]):
                yield f"{where}: {keyword} is narrower"

    def _properties(self, old: Json, new: Json, where: str) -> Iterator[str]:
        there = new.get("properties", {})
        for name, schema in old.get("properties", {}).items():
            if name not in there:
                yield f"{where}/{name} is gone"
            else:
                yield from self.schema(schema, there[name], f"{where}/{name}")
        if self._direction == "told":
            for name in set(old.get("required", ())) - set(new.get("required", ())):
                if name in there:
                    yield f"{where}/{name} is no longer always there"


def _followed(document: Json, schema: Json) -> Json:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
