"""Events as people read them: every one, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from finsam_common.web.asyncapi import published
from finsam_common.web.catalogue import catalogue_page, kind_of

SCHEMAS = {
    "Focus": {"type": "string", "enum": ["a", "b"]},
    "Numbers": {"type": "object", "properties": {"women": {"type": "integer"}, "men": {"type": "integer"}}},
}


def test_the_page_has_every_event_and_every_field() -> None:
    html = bytes(catalogue_page().body).decode()
    for event in published():
        assert f'id="{event.event_name}"' in html
        for field in event.model_fields.values():
            assert f"<code>{field.alias}</code>" in html


def test_what_stands_between_backticks_is_shown_as_code() -> None:
    html = bytes(catalogue_page().body).decode()
    assert "<code>digest</code> (SHA-256)" in html
    assert "&lt;code&gt;" not in html


def test_it_loads_nothing_from_elsewhere() -> None:
    assert "default-src 'self'" in catalogue_page().headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "date or null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Focus"}}, "list of one of a, b"),
        ({"$ref": "#/components/schemas/Numbers"}, "object (women: whole number, men: whole number)"),
        ({"type": "boolean"}, "true or false"),
        ({}, "any value"),
    ],
)
def test_a_type_in_words(schema: dict[str, Any], words: str) -> None:
    assert kind_of(schema, SCHEMAS) == words
